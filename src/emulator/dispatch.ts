import { AsyncLocalStorage } from "node:async_hooks";
import type { FastifyInstance } from "fastify";
import type { Dispatch, MqttCaller } from "../api-topics/dispatch.ts";
import type { Connection } from "../broker/session.ts";

export interface InProcessTransport {
	/** Runs a call through the route table as `fastify.inject` does: the whole life cycle, without a socket. */
	dispatch(app: FastifyInstance): Dispatch;
	/** The MQTT session whose call is being handled, if it is one. */
	caller(): (MqttCaller & { reset(): void }) | undefined;
}

/** The way from an MQTT PUBLISH into the routes. The session travels beside the request: a header could be forged. */
export function createInProcessTransport(): InProcessTransport {
	const callers = new AsyncLocalStorage<MqttCaller>();
	return {
		caller() {
			const caller = callers.getStore();
			return caller && { ...caller, reset: () => resetConnection(caller.connection as Connection) };
		},
		dispatch: (app) => (call) =>
			callers.run(call.caller, async () => {
				const answer = await app
					.inject({
						method: call.method as "GET",
						url: call.path,
						headers: { ...call.headers, host: call.caller.reachedHost },
						remoteAddress: call.caller.remoteAddress,
						...(call.body === undefined ? {} : { payload: toPayload(call.body) }),
					})
					.catch(unlessWithheld);
				if (answer === undefined) return undefined;
				const { statusCode, headers, payload } = answer;
				const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
				return { status: statusCode, headers: Object.fromEntries(texts), body: payload };
			}),
	};
}

function resetConnection({ reset, stream }: Connection): void {
	reset?.();
	stream.destroy();
}

/** A fault rule destroys the answer that a call is not to get. */
function unlessWithheld(error: NodeJS.ErrnoException): undefined {
	if (error.code !== "LIGHT_ECONNRESET") throw error;
}

function toPayload(body: string | Uint8Array): string | Buffer {
	return typeof body === "string" ? body : Buffer.from(body);
}
