import type { FastifyContextConfig, FastifyInstance, FastifySchema } from "fastify";

/** One call of the API. */
export interface Route {
	readonly method: string;
	/** With `:parameters`. */
	readonly path: string;
	readonly config: FastifyContextConfig;
	readonly schema?: FastifySchema | undefined;
}

export interface RouteTable {
	readonly routes: readonly Route[];
	/** The methods that there are for a path of a request; none for a path that leads nowhere. */
	methodsAt(path: string): readonly string[];
	/** Whether a route answers HEAD itself. */
	hasOwnHead(path: string): boolean;
}

/** Keeps the list of the routes that are added to `app` from now on. */
export function watchRoutes(app: FastifyInstance): RouteTable {
	const all: Route[] = [];
	app.addHook("onRoute", ({ url, method, config, schema }) => {
		for (const verb of [method].flat()) all.push({ method: verb, path: url, config: config ?? {}, schema });
	});
	// For refusals only, so nothing is prepared before the first one.
	let split: (readonly [method: string, segments: readonly string[]])[] = [];
	let heads: (readonly string[])[] | undefined;
	return {
		get routes() {
			// HEAD goes without saying where there is GET.
			const readable = new Set(all.filter(({ method }) => method === "GET").map(({ path }) => path));
			return all.filter(({ method, path }) => method !== "HEAD" || !readable.has(path));
		},
		methodsAt(path) {
			if (split.length !== all.length) split = all.map((route) => [route.method, segmentsOf(route.path)]);
			const segments = segmentsOf(path);
			const methods = split.filter(([, pattern]) => matches(pattern, segments)).map(([method]) => method);
			return [...new Set(methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])))];
		},
		hasOwnHead(path) {
			heads ??= all.filter(({ method }) => method === "HEAD").map((route) => segmentsOf(route.path));
			const segments = segmentsOf(path.split("?", 1)[0] ?? "");
			return heads.some((pattern) => matches(pattern, segments));
		},
	};
}

function segmentsOf(path: string): string[] {
	return path.split("/").filter((segment) => segment !== "");
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
	const wildcard = pattern.at(-1) === "*";
	if (wildcard ? segments.length < pattern.length - 1 : segments.length !== pattern.length) return false;
	return pattern.every((part, index) => part === "*" || part.startsWith(":") || part === segments[index]);
}
