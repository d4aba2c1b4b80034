import type { ApiRule } from "../fault-rule.ts";
import { notReadyRoute } from "./match-call.ts";

/** A call of the API: its path is a pattern, with `:parameters` and maybe `*` at its end. */
export interface RouteOfApi {
	readonly method: string;
	readonly path: string;
}

/** Why a rule for a `route` would never hit, by field; undefined where it may. */
export function whyNoCall(
	{ route, action, app }: Pick<ApiRule, "route" | "action" | "app">,
	routes: readonly RouteOfApi[] | undefined,
): Readonly<Record<string, string>> | undefined {
	if (route === undefined || routes === undefined) return undefined;
	const space = route.indexOf(" ");
	const [method, path] = [route.slice(0, space), route.slice(space + 1)];
	if (path.includes("?")) return { route: "must have no query: a path is compared without it" };
	const wanted = segmentsOf(path);
	if (wanted[0] === "_emulator") return { route: "is of the control API, which is never meant: it would never hit" };
	const there = routes.filter(
		(each) => segmentsOf(each.path)[0] !== "_emulator" && meet(wanted, segmentsOf(each.path)),
	);
	if (there.length === 0)
		return { route: "has a path of no call of the API (docs/compatibility.md has them): it would never hit" };
	const called = there.filter((each) => method === "*" || methodsOf(each).includes(method));
	if (called.length === 0) {
		const methods = [...new Set(there.flatMap(methodsOf))].join(", ");
		return { route: `has the method ${method}, and there is only ${methods}: it would never hit` };
	}
	if (action === "not-ready" && !called.some((each) => `GET ${each.path}` === notReadyRoute))
		return { route: `must be ${notReadyRoute} for the action not-ready: no other call is answered so` };
	if (app !== undefined && !called.some((each) => mayBeOf(app, wanted, segmentsOf(each.path))))
		return { app: `is ${app}, and the route is of another app: it would never hit` };
	return undefined;
}

function methodsOf({ method }: RouteOfApi): string[] {
	return method === "GET" ? ["GET", "HEAD"] : [method];
}

/** Whether a path that both patterns mean may name this app. */
function mayBeOf(app: string, wanted: readonly string[], route: readonly string[]): boolean {
	const named = wanted[route.indexOf(":appID")];
	return named === undefined || isAny(named) || named === app;
}

function segmentsOf(path: string): string[] {
	return path.split("/").filter((segment) => segment !== "");
}

/** Whether there is a path that both patterns mean. */
function meet(one: readonly string[], other: readonly string[]): boolean {
	const [first, ...rest] = one;
	const [second, ...others] = other;
	if ((first === "*" && rest.length === 0) || (second === "*" && others.length === 0)) return true;
	if (first === undefined || second === undefined) return first === second;
	return (isAny(first) || isAny(second) || first === second) && meet(rest, others);
}

/** A part may also have a parameter within, as `thing::thing` has. */
function isAny(segment: string): boolean {
	return segment === "*" || segment.includes(":");
}
