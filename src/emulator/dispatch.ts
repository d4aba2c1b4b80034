import { AsyncLocalStorage } from "node:async_hooks";
import type { FastifyInstance } from "fastify";
import type { Dispatch, MqttCaller } from "../api-topics/dispatch.ts";

export interface InProcessTransport {
	/** Runs a call through the route table as `fastify.inject` does: the whole life cycle, without a socket. */
	dispatch(app: FastifyInstance): Dispatch;
	/** The MQTT session whose call is being handled, if it is one. */
	caller(): MqttCaller | undefined;
}

/** The way from an MQTT PUBLISH into the routes. The session travels beside the request: a header could be forged. */
export function createInProcessTransport(): InProcessTransport {
	const callers = new AsyncLocalStorage<MqttCaller>();
	return {
		caller: () => callers.getStore(),
		dispatch: (app) => (call) =>
			callers.run(call.caller, async () => {
				const { statusCode, headers, payload } = await app.inject({
					method: call.method as "GET",
					url: call.path,
					headers: { ...call.headers, host: call.caller.reachedHost },
					remoteAddress: call.caller.remoteAddress,
					...(call.body === undefined ? {} : { payload: toPayload(call.body) }),
				});
				const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
				return { status: statusCode, headers: Object.fromEntries(texts), body: payload };
			}),
	};
}

function toPayload(body: string | Uint8Array): string | Buffer {
	return typeof body === "string" ? body : Buffer.from(body);
}
