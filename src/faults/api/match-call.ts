import type { ApiRule } from "../fault-rule.ts";

/** A call of the API, before anything is known of who makes it. */
export interface ApiCall {
	readonly method: string;
	/** Without the query. */
	readonly path: string;
	/** Pattern of its route, `/api/apps/:appID/things/:thing`; undefined where there is none. */
	readonly route: string | undefined;
	readonly transport: "http" | "mqtt";
	readonly app: string | undefined;
	/** Client ID of the MQTT connection. */
	readonly client: string | undefined;
}

/** Whether a call is one that a rule is about. */
export function isCallMeant(rule: ApiRule, call: ApiCall): boolean {
	const { transport = "any" } = rule;
	if (transport !== "any" && transport !== call.transport) return false;
	if (rule.app !== undefined && rule.app !== call.app) return false;
	if (rule.client !== undefined && rule.client !== call.client) return false;
	const route = rule.route ?? (rule.action === "not-ready" ? notReadyRoute : undefined);
	if (route === undefined) return true;
	const space = route.indexOf(" ");
	const [method, pattern] = [route.slice(0, space), route.slice(space + 1)];
	if (method !== "*" && method !== call.method) return false;
	return pattern === call.route || matches(segmentsOf(pattern), segmentsOf(call.path));
}

/** The only call that is answered with MQTT_ENDPOINT_NOT_READY. */
export const notReadyRoute = "GET /api/apps/:appID/installations/:installation/mqtt-endpoint";

function segmentsOf(path: string): string[] {
	return path.split("/").filter((segment) => segment !== "");
}

/** `*` at the end is any rest, also none; elsewhere it is a level, as is a `:parameter`. */
function matches(pattern: readonly string[], segments: readonly string[]): boolean {
	const isOpen = pattern.at(-1) === "*";
	if (isOpen ? segments.length < pattern.length - 1 : segments.length !== pattern.length) return false;
	return pattern.every(
		(part, index) => part === "*" || (part.startsWith(":") ? segments[index] !== undefined : part === segments[index]),
	);
}
