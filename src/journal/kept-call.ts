import { type Kept, keep } from "./kept.ts";
import { type KeptHeaders, keepHeaders } from "./kept-headers.ts";
import type { RecordedCall } from "./recorder.ts";

/** What is kept of a call as it is told. */
export interface CallFacts {
	readonly kind: "http" | "api";
	readonly app: string | undefined;
	readonly client: string | undefined;
	readonly connection: number | undefined;
	readonly listener: string | undefined;
	readonly remoteAddress: string | undefined;
	readonly topic: string | undefined;
	readonly requestID: string | undefined;
	readonly method: string;
	readonly path: string;
	readonly route: string | undefined;
	readonly status: number;
	readonly durationMs: number;
}

/** An HTTP call, or one of the API over MQTT. */
export interface KeptCall extends CallFacts {
	readonly requestHeaders: KeptHeaders;
	readonly requestBody: Kept | undefined;
	readonly responseHeaders: KeptHeaders;
	readonly responseBody: Kept | undefined;
}

/** @param limit bytes kept of each body */
export function keepCall(call: RecordedCall, limit: number): KeptCall {
	const { requestBody, responseBody } = call;
	// Field by field: V8 makes a hidden class for each object that is spread and added to, at every call.
	return {
		kind: call.kind,
		app: call.app,
		client: call.client,
		connection: call.connection,
		listener: call.listener,
		remoteAddress: call.remoteAddress,
		topic: call.topic,
		requestID: call.requestID,
		method: call.method,
		path: call.path,
		route: call.route,
		status: call.status,
		requestHeaders: keepHeaders(call.requestHeaders),
		requestBody: requestBody === undefined ? undefined : keep(requestBody, limit),
		responseHeaders: keepHeaders(call.responseHeaders),
		responseBody: responseBody === undefined ? undefined : keep(responseBody, limit),
		durationMs: call.durationMs,
	};
}
