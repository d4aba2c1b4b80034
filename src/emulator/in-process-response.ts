import { type OutgoingHttpHeader, type OutgoingHttpHeaders, validateHeaderName, validateHeaderValue } from "node:http";
import { Writable } from "node:stream";
import type { ApiReply } from "../api-topics/dispatch.ts";

/** An answer without a socket, in the place of `http.ServerResponse`: what fastify and the hooks and routes ask of that. */
export class InProcessResponse extends Writable {
	statusCode = 200;
	headersSent = false;
	/** The answer once it is whole; undefined when it was destroyed before. Rejects when that was because of an error. */
	readonly whole: Promise<ApiReply | undefined>;
	readonly #headers = new Map<string, OutgoingHttpHeader>();
	readonly #chunks: (string | Buffer)[] = [];
	#resolve: (reply: ApiReply | undefined) => void = () => {};
	#reject: (error: Error) => void = () => {};

	constructor() {
		super({ decodeStrings: false });
		this.whole = new Promise((resolve, reject) => {
			this.#resolve = resolve;
			this.#reject = reject;
		});
		// Told by the promise.
		this.on("error", () => {});
	}

	/** @throws TypeError for a name or value that HTTP does not allow, as Node's own does */
	setHeader(name: string, value: OutgoingHttpHeader): this {
		validateHeaderName(name);
		for (const each of Array.isArray(value) ? value : [value]) validateHeaderValue(name, String(each));
		this.#headers.set(name.toLowerCase(), value);
		return this;
	}

	getHeader(name: string): OutgoingHttpHeader | undefined {
		return this.#headers.get(name.toLowerCase());
	}

	getHeaders(): OutgoingHttpHeaders {
		return Object.fromEntries(this.#headers);
	}

	hasHeader(name: string): boolean {
		return this.#headers.has(name.toLowerCase());
	}

	removeHeader(name: string): void {
		this.#headers.delete(name.toLowerCase());
	}

	writeHead(statusCode: number, headers: OutgoingHttpHeaders = {}): this {
		this.statusCode = statusCode;
		for (const [name, value] of Object.entries(headers)) if (value !== undefined) this.setHeader(name, value);
		this.headersSent = true;
		return this;
	}

	override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.headersSent = true;
		this.#chunks.push(chunk);
		done();
	}

	override _final(done: () => void): void {
		this.headersSent = true;
		const headers = Array.from(this.#headers, ([name, value]) => [name, String(value)]);
		this.#resolve({ status: this.statusCode, headers: Object.fromEntries(headers), body: textOf(this.#chunks) });
		done();
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		// Neither has an effect on a whole answer.
		if (error === null) this.#resolve(undefined);
		else this.#reject(error);
		done(error);
	}
}

function textOf(chunks: readonly (string | Buffer)[]): string {
	const [first, ...others] = chunks;
	if (typeof first === "string" && others.length === 0) return first;
	return Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as string))).toString();
}
