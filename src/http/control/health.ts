import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";

const Health = Type.Object({
	status: Type.Union([Type.Literal("ok"), Type.Literal("starting"), Type.Literal("closing")]),
	version: Type.String(),
	uptime: Type.Integer({ description: "Seconds since the start" }),
	listeners: Type.Record(Type.String(), Type.Integer(), { description: "The ports in fact" }),
	pid: Type.Integer(),
	startedAt: Type.String({ format: "date-time" }),
});

/** `GET /_emulator/health`: 200 when everything listens, 503 before and while closing. No credentials. */
export function healthRoute(app: Scope, deps: HttpDeps): void {
	app.get(
		"/_emulator/health",
		{ schema: { response: { 200: Health, 503: Health } }, config: { call: "Health of the emulator", unguarded: true } },
		async (_request, reply) => {
			const health = deps.health();
			return reply.code(health.status === "ok" ? 200 : 503).send(health);
		},
	);
}
