import type { FastifyRequest } from "fastify";

/** The bytes of a request on a route with `rawBody`; none where it has no body. They may be kept. */
export function rawBody({ body }: FastifyRequest): Uint8Array {
	if (!(body instanceof Uint8Array)) return new Uint8Array();
	// Part of a larger buffer would keep all of that.
	return body.length < body.buffer.byteLength ? new Uint8Array(body) : body;
}
