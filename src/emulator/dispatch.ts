import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Dispatch, MqttCaller } from "../api-topics/dispatch.ts";
import type { Connection } from "../broker/session.ts";
import { InProcessRequest } from "./in-process-request.ts";
import { InProcessResponse } from "./in-process-response.ts";

/** The MQTT session that a call comes from. */
export interface InProcessCaller extends MqttCaller {
	/** Ends its connection at once. */
	reset(): void;
}

/**
 * The way from an MQTT PUBLISH into the routes: the whole life cycle of a request, without a socket. `fastify.inject` does the
 * same, but with a `ServerResponse` and several streams for each call, which costs more than the call itself.
 */
export function dispatchTo(app: FastifyInstance): Dispatch {
	return (call) => {
		const caller = { ...call.caller, reset: () => resetConnection(call.caller.connection as Connection) };
		const request = new InProcessRequest<InProcessCaller>(call, caller);
		const response = new InProcessResponse();
		// They are made to pass for the real ones.
		app.routing(request as unknown as IncomingMessage, response as unknown as ServerResponse);
		return response.whole;
	};
}

/** The MQTT session whose call a request is, if it is one. */
export function inProcessCaller({ raw }: { readonly raw: object }): InProcessCaller | undefined {
	return raw instanceof InProcessRequest ? raw.caller : undefined;
}

function resetConnection({ reset, stream }: Connection): void {
	reset?.();
	stream.destroy();
}
