import type { FastifyRequest } from "fastify";

/** The bytes of a request on a route with `rawBody`; none where it has no body. */
export function rawBody({ body }: FastifyRequest): Uint8Array {
	return body instanceof Uint8Array ? body : new Uint8Array();
}
