import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import type { ApiCall, MqttCaller } from "../api-topics/dispatch.ts";

/** A call that came without a socket, in the place of `http.IncomingMessage`: what fastify and the hooks and routes ask of that. */
export class InProcessRequest extends Readable {
	readonly httpVersionMajor = 1;
	readonly aborted = false;
	/** Who made it; a header that said so could be forged. */
	readonly caller: MqttCaller;
	/** A HEAD is routed as a GET. */
	method: string;
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly socket: EventEmitter & { readonly remoteAddress: string };
	readonly #body: string | Uint8Array | undefined;

	constructor({ method, path, headers, body, caller }: ApiCall) {
		super({ autoDestroy: false });
		this.caller = caller;
		this.method = method;
		this.url = path;
		// One by one: V8 makes a hidden class for each object that is spread and added to, at every request.
		this.headers = {};
		for (const name in headers) this.headers[name] = headers[name] ?? "";
		this.headers.host = caller.reachedHost;
		if (body !== undefined) this.headers["content-length"] = String(Buffer.byteLength(body));
		this.socket = Object.assign(new EventEmitter(), { remoteAddress: caller.remoteAddress });
		this.#body = body;
	}

	override _read(): void {
		if (this.#body !== undefined) this.push(this.#body);
		this.push(null);
	}
}
