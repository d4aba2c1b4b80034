import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { KiiError } from "../core/errors.ts";

/** One call of the API. */
export interface Route {
	readonly method: string;
	/** With `:parameters`. */
	readonly path: string;
	readonly config: FastifyContextConfig;
}

export interface RouteTable {
	readonly routes: readonly Route[];
	/** Makes every other verb on a known path a 405; call it when all routes are there. */
	refuseOtherMethods(): void;
}

const verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Keeps the list of the routes that are added to `app` from now on. */
export function watchRoutes(app: FastifyInstance): RouteTable {
	const all: Route[] = [];
	let watching = true;
	const has = (method: string, path: string) => all.some((route) => route.method === method && route.path === path);
	app.addHook("onRoute", ({ url, method, config }) => {
		if (!watching) return;
		for (const verb of [method].flat()) all.push({ method: verb, path: url, config: config ?? {} });
	});
	return {
		get routes() {
			// HEAD goes without saying where there is GET.
			return all.filter(({ method, path }) => method !== "HEAD" || !has("GET", path));
		},
		refuseOtherMethods() {
			watching = false;
			const { routes } = this;
			for (const path of new Set(routes.map((route) => route.path))) {
				const methods = routes.filter((route) => route.path === path).map(({ method }) => method);
				refuse(app, path, methods);
			}
		},
	};
}

function refuse(app: FastifyInstance, path: string, methods: readonly string[]): void {
	const missing = verbs.filter((verb) => !methods.includes(verb) && !(verb === "HEAD" && methods.includes("GET")));
	const allow = methods.join(", ");
	app.route({
		method: missing,
		url: path,
		handler: async (request, reply) => {
			reply.header("allow", allow);
			throw new KiiError("METHOD_NOT_ALLOWED", `${request.method} is not allowed here, only ${allow}`);
		},
	});
}
