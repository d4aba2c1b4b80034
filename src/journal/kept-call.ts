import { type Kept, keep } from "./kept.ts";
import { type KeptHeaders, keepHeaders } from "./kept-headers.ts";
import type { RecordedCall } from "./recorder.ts";

/** An HTTP call, or one of the API over MQTT. */
export class KeptCall {
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
	readonly requestHeaders: KeptHeaders;
	readonly requestBody: Kept | undefined;
	readonly responseHeaders: KeptHeaders;
	readonly responseBody: Kept | undefined;
	readonly durationMs: number;

	/** @param limit bytes kept of each body */
	constructor(call: RecordedCall, limit: number) {
		const { requestBody, responseBody } = call;
		this.kind = call.kind;
		this.app = call.app;
		this.client = call.client;
		this.connection = call.connection;
		this.listener = call.listener;
		this.remoteAddress = call.remoteAddress;
		this.topic = call.topic;
		this.requestID = call.requestID;
		this.method = call.method;
		this.path = call.path;
		this.route = call.route;
		this.status = call.status;
		this.requestHeaders = keepHeaders(call.requestHeaders);
		this.requestBody = requestBody === undefined ? undefined : keep(requestBody, limit);
		this.responseHeaders = keepHeaders(call.responseHeaders);
		this.responseBody = responseBody === undefined ? undefined : keep(responseBody, limit);
		this.durationMs = call.durationMs;
	}
}
