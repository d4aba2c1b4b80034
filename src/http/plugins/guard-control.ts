import type { FastifyInstance } from "fastify";
import type { HttpDeps } from "../context.ts";
import { isControlPath } from "../is-control-path.ts";

/** Asks the guard before every route of the control API, but for those whose config says `unguarded`. */
export function addControlGuard(app: FastifyInstance, { controlGuard }: HttpDeps): void {
	app.addHook("onRequest", async ({ method, url, headers, socket, routeOptions }) => {
		// The pattern of the route, not the path: a path can be written in many ways.
		if (!isControlPath(routeOptions.url) || routeOptions.config.unguarded === true) return;
		const refused = controlGuard({ method, url, headers, remoteAddress: socket.remoteAddress });
		if (refused !== undefined) throw refused;
	});
}
