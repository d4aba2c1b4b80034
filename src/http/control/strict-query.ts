import type { FastifyInstance, FastifyRequest } from "fastify";
import { invalidInput } from "../../core/errors.ts";
import { knownNames } from "../../known-names.ts";
import { isControlPath } from "../is-control-path.ts";

/** Refuses query parameters that a call of the control API does not have: what is misspelled would mean everything instead. */
export function addStrictQueries(app: FastifyInstance): void {
	app.addHook("onRequest", async ({ query, routeOptions }: FastifyRequest) => {
		if (!isControlPath(routeOptions.url)) return;
		const { querystring = {} } = (routeOptions.schema ?? {}) as { querystring?: { properties?: object } };
		refuseUnknown(Object.keys(query as object), Object.keys(querystring.properties ?? {}));
	});
}

/** @throws KiiError INVALID_INPUT_DATA, which names those that are unknown and those that there are */
export function refuseUnknown(given: readonly string[], known: readonly string[]): void {
	const unknown = given.filter((name) => !known.includes(name));
	if (unknown.length === 0) return;
	throw invalidInput(
		Object.fromEntries(unknown.map((name) => [name, `is no query parameter here${knownNames(name, known)}`])),
	);
}
