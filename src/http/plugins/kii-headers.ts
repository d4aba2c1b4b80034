import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { HttpDeps } from "../context.ts";
import { isControlPath } from "../is-control-path.ts";

const exposed =
	"Content-Type, Authorization, Content-Length, X-Requested-With, ETag, X-Step-Count, X-Environment-version, X-HTTP-Status-Code, Location, X-MQTT-TTL";
const methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const standardHeaders =
	"Authorization, Content-Type, Accept, If-Match, If-None-Match, X-HTTP-Method-Override, X-Kii-AppID, X-Kii-AppKey, X-Kii-SDK, X-Requested-With";

/**
 * The headers on every reply of the real service (evidence S13), and CORS for browser clients. Of the control API pages of
 * other origins can read nothing, but for origins that the setting `control-hosts` names.
 */
export function addKiiHeaders(app: FastifyInstance, { controlGuard }: Pick<HttpDeps, "controlGuard">): void {
	/** Whose pages may read the answer; undefined for nobody's but the emulator's own. */
	function readers(request: FastifyRequest, reply: FastifyReply): string | undefined {
		if (!isOfControl(request)) return "*";
		reply.header("vary", "Origin");
		const { origin } = request.headers;
		return origin !== undefined && controlGuard.allowsOrigin(origin) ? origin : undefined;
	}

	app.addHook("onSend", async (request, reply) => {
		const origin = readers(request, reply);
		if (origin !== undefined) {
			reply.headers({ "access-control-allow-origin": origin, "access-control-expose-headers": exposed });
		}
		reply.headers({
			"accept-ranges": "bytes",
			age: "0",
			"cache-control": "max-age=0, no-cache, no-store",
			"x-http-status-code": String(reply.statusCode),
		});
	});
	app.addHook("onRequest", async (request, reply) => {
		if (request.method !== "OPTIONS" || readers(request, reply) === undefined) return;
		const asked = request.headers["access-control-request-headers"];
		await reply
			.code(200)
			.headers({
				"access-control-allow-methods": methods,
				"access-control-allow-headers": asked ?? standardHeaders,
				"access-control-max-age": "600",
			})
			.send();
	});
}

/** A path can be written in many ways; what leads to no route, as a preflight, is looked at itself. */
function isOfControl({ routeOptions, url }: FastifyRequest): boolean {
	if (routeOptions.url !== undefined) return isControlPath(routeOptions.url);
	const [path = ""] = url.split("?", 1);
	return isControlPath(decoded(path).replace(/\/{2,}/g, "/"));
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
