import type { FastifyRequest } from "fastify";

/** The absolute URL of a new resource, by the address the client itself used (evidence S13). */
export function locationOf(request: FastifyRequest, path: string): string {
	return `${request.protocol}://${request.headers.host ?? "localhost"}${path}`;
}
