import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Dispatch, MqttCaller } from "../api-topics/dispatch.ts";
import type { Connection } from "../broker/session.ts";
import { InProcessRequest } from "./in-process-request.ts";
import { InProcessResponse } from "./in-process-response.ts";

/**
 * The way from an MQTT PUBLISH into the routes: the whole life cycle of a request, without a socket. `fastify.inject` does the
 * same, but with a `ServerResponse` and several streams for each call, which costs more than the call itself.
 */
export function dispatchTo(app: FastifyInstance): Dispatch {
	return (call) => {
		const request = new InProcessRequest(call);
		const response = new InProcessResponse();
		// They are made to pass for the real ones.
		app.routing(request as unknown as IncomingMessage, response as unknown as ServerResponse);
		return response.whole;
	};
}

/** The MQTT session whose call a request is, if it is one. */
export function inProcessCaller({ raw }: { readonly raw: object }): MqttCaller | undefined {
	return raw instanceof InProcessRequest ? raw.caller : undefined;
}

/** Resets the connection that it came on, if it is one. */
export function resetInProcess(request: { readonly raw: object }): void {
	const caller = inProcessCaller(request);
	if (caller === undefined) return;
	const { reset, stream } = caller.connection as Connection;
	reset?.();
	stream.destroy();
}
