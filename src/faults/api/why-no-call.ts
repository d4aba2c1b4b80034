/** A call of the API: its path is a pattern, with `:parameters` and maybe `*` at its end. */
export interface RouteOfApi {
	readonly method: string;
	readonly path: string;
}

/** Why a rule for a `route` would never hit; undefined where it may. */
export function whyNoCall(route: string | undefined, routes: readonly RouteOfApi[] | undefined): string | undefined {
	if (route === undefined || routes === undefined) return undefined;
	const space = route.indexOf(" ");
	const [method, path] = [route.slice(0, space), route.slice(space + 1)];
	if (path.includes("?")) return "must have no query: a path is compared without it";
	const wanted = segmentsOf(path);
	if (wanted[0] === "_emulator") return "is of the control API, which is never meant: it would never hit";
	const there = routes.filter(
		(each) => segmentsOf(each.path)[0] !== "_emulator" && meet(wanted, segmentsOf(each.path)),
	);
	if (there.length === 0)
		return `has a path of no call of the API (docs/compatibility.md has them): it would never hit`;
	const methods = [...new Set(there.flatMap((each) => (each.method === "GET" ? ["GET", "HEAD"] : [each.method])))];
	if (method === "*" || methods.includes(method)) return undefined;
	return `has the method ${method}, and there is only ${methods.join(", ")}: it would never hit`;
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
