import type { FastifyRequest } from "fastify";
import { isControlPath } from "./is-control-path.ts";
import { mediaTypeOf } from "./media-type.ts";

/** What to say of a body that looks like JSON and was read as something else, as `curl -d` sends it; undefined for others. */
export function mislabelledBody({ receivedBody, headers, routeOptions }: FastifyRequest): string | undefined {
	const { rawBody, jsonBody } = routeOptions.config;
	if (rawBody || jsonBody || isControlPath(routeOptions.url)) return undefined;
	const type = mediaTypeOf(headers["content-type"]);
	if (type === "" || type === "application/json" || type.endsWith("+json")) return undefined;
	if (!/^\s*[{[]/.test(receivedBody?.subarray(0, 100).toString() ?? "")) return undefined;
	return `The body was read as ${type}: for JSON, Content-Type must be application/json`;
}
