import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import type { DispatchFunc, inject as Inject } from "light-my-request";
import type { Dispatch, MqttCaller } from "../api-topics/dispatch.ts";
import type { Connection } from "../broker/session.ts";

let inject: typeof Inject | undefined;

export interface InProcessTransport {
	/** Runs a call through the route table as `fastify.inject` does: the whole life cycle, without a socket. */
	dispatch(app: FastifyInstance): Dispatch;
	/** The MQTT session whose call a request is, if it is one. */
	caller(request: { readonly raw: IncomingMessage }): (MqttCaller & { reset(): void }) | undefined;
}

/** The way from an MQTT PUBLISH into the routes. The session is known by the request object: a header could be forged. */
export function createInProcessTransport(): InProcessTransport {
	const callers = new WeakMap<object, MqttCaller>();
	return {
		caller({ raw }) {
			const caller = callers.get(raw);
			return caller && { ...caller, reset: () => resetConnection(caller.connection as Connection) };
		},
		dispatch: (app) => async (call) => {
			const handle: DispatchFunc = (request, response) => {
				callers.set(request, call.caller);
				// What comes is made to pass for the real ones.
				app.routing(request as unknown as IncomingMessage, response as never);
			};
			// It takes some time to load, which not every emulator needs.
			inject ??= (await import("light-my-request")).default;
			const answer = await inject(handle, {
				method: call.method as "GET",
				url: call.path,
				headers: { ...call.headers, host: call.caller.reachedHost },
				remoteAddress: call.caller.remoteAddress,
				...(call.body === undefined ? {} : { payload: toPayload(call.body) }),
			}).catch(unlessWithheld);
			if (answer === undefined) return undefined;
			const { statusCode, headers, payload } = answer;
			const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
			return { status: statusCode, headers: Object.fromEntries(texts), body: payload };
		},
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
