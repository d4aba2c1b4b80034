import type { FastifyInstance } from "fastify";

const exposed =
	"Content-Type, Authorization, Content-Length, X-Requested-With, ETag, X-Step-Count, X-Environment-version, X-HTTP-Status-Code, Location, X-MQTT-TTL";
const methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
const standardHeaders =
	"Authorization, Content-Type, Accept, If-Match, If-None-Match, X-HTTP-Method-Override, X-Kii-AppID, X-Kii-AppKey, X-Kii-SDK, X-Requested-With";

/** The headers on every reply of the real service (evidence S13), and CORS for browser clients. */
export function addKiiHeaders(app: FastifyInstance): void {
	app.addHook("onSend", async (_request, reply) => {
		reply.headers({
			"accept-ranges": "bytes",
			"access-control-allow-origin": "*",
			"access-control-expose-headers": exposed,
			age: "0",
			"cache-control": "max-age=0, no-cache, no-store",
			"x-http-status-code": String(reply.statusCode),
		});
	});
	app.addHook("onRequest", async (request, reply) => {
		if (request.method !== "OPTIONS") return;
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
