import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import type { ApiCall } from "../api-topics/dispatch.ts";

/**
 * A call that came without a socket, in the place of `http.IncomingMessage`: what fastify and the hooks and routes ask of that.
 * @param Caller who made it; a header that said so could be forged
 */
export class InProcessRequest<Caller> extends Readable {
	readonly httpVersionMajor = 1;
	readonly aborted = false;
	readonly caller: Caller;
	/** A HEAD is routed as a GET. */
	method: string;
	readonly url: string;
	readonly headers: Record<string, string>;
	readonly socket: EventEmitter & { readonly remoteAddress: string };
	readonly #body: string | Uint8Array | undefined;

	constructor({ method, path, headers, body, caller: { reachedHost, remoteAddress } }: ApiCall, caller: Caller) {
		super({ autoDestroy: false });
		this.caller = caller;
		this.method = method;
		this.url = path;
		this.headers = { ...headers, host: reachedHost };
		if (body !== undefined) this.headers["content-length"] = String(Buffer.byteLength(body));
		this.socket = Object.assign(new EventEmitter(), { remoteAddress });
		this.#body = body;
	}

	override _read(): void {
		if (this.#body !== undefined) this.push(this.#body);
		this.push(null);
	}
}
