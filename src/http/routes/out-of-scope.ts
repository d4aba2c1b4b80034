import { outOfScope } from "../../core/out-of-scope.ts";
import type { HttpDeps, Scope } from "../context.ts";

interface Calls {
	/** Below `/api/apps/{appID}`. */
	readonly path: string;
	readonly methods: readonly ("GET" | "POST" | "PUT" | "DELETE")[];
	/** Begins the sentence of the error. */
	readonly what: string;
}

const providers = ["facebook", "google", "qq", "renren", "twitter"];

// The paths are those of the JavaScript, Java and Unity clients.
const calls: readonly Calls[] = [
	{ path: "/integration/*", methods: ["GET", "POST"], what: "Log-in with social networks" },
	...providers.map(
		(provider): Calls => ({
			path: `/users/:user/${provider}/*`,
			methods: ["POST"],
			what: "Linking with social networks",
		}),
	),
	{ path: "/buckets/_experiments/objects/:experiment", methods: ["GET"], what: "A/B testing" },
	{ path: "/events", methods: ["POST"], what: "Analytics" },
	{ path: "/analytics/*", methods: ["GET"], what: "Analytics" },
	...["/aggregation-rules", "/conversion-rules"].flatMap((path): Calls[] => [
		{ path, methods: ["GET", "POST"], what: "Analytics" },
		{ path: `${path}/*`, methods: ["GET", "POST", "PUT", "DELETE"], what: "Analytics" },
	]),
	{ path: "/hooks/*", methods: ["GET", "POST", "PUT", "DELETE"], what: "Server hooks" },
];

/** Calls of Kii Cloud that are none of the emulator's: 501 with a pointer to the documentation, whoever calls. */
export function outOfScopeRoutes(app: Scope, _deps: HttpDeps): void {
	for (const { path, methods, what } of calls) {
		app.route({
			method: [...methods],
			url: `/api/apps/:appID${path}`,
			config: { call: `${what} (out of scope)` },
			handler: async () => {
				throw outOfScope(what);
			},
		});
	}
}
