import type { HttpDeps, Scope } from "../context.ts";

/** `GET /_emulator/health`: 200 when everything listens, 503 before and while closing. No credentials. */
export function healthRoute(app: Scope, deps: HttpDeps): void {
	app.get(
		"/_emulator/health",
		{ config: { call: "Health of the emulator", unguarded: true } },
		async (_request, reply) => {
			const health = deps.health();
			return reply.code(health.status === "ok" ? 200 : 503).send(health);
		},
	);
}
