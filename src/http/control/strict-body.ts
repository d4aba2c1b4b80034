import type { FastifyInstance, FastifyRequest } from "fastify";
import { type TSchema, Type } from "typebox";
import { isControlPath } from "../is-control-path.ts";
import { sameApp } from "./same-app.ts";

/** What an object schema, or one of a body that may be missing, is looked at for. */
interface BodySchema {
	readonly properties?: Readonly<Record<string, TSchema>>;
	readonly additionalProperties?: unknown;
	readonly anyOf?: readonly BodySchema[];
}

const closed = { additionalProperties: false };
const app = Type.Optional(Type.String({ description: "As app of the query" }));

/** The body of a call that takes none: `{}` is none, too. */
export const nothing = Type.Union([Type.Object({}, closed), Type.Null()]);
const onlyApp = Type.Union([Type.Object({ app }, closed), Type.Null()]);
// A schema is compiled once in a process, so there is to be one for all emulators.
const extended = new WeakMap<object, object>();

/**
 * Refuses fields of bodies that a call of the control API does not have, before it has any effect: what is misspelled, or
 * belongs to the query, would mean everything instead. `app` may be in the body wherever it may be in the query. A document, as of
 * a seed, looks after itself. To be called before any route is looked at.
 */
export function addStrictBodies(server: FastifyInstance): void {
	server.addHook("onRoute", (route) => {
		// Of GET no body is read.
		if (!isControlPath(route.url) || [route.method].flat().some((each) => each === "GET" || each === "HEAD")) return;
		const { body, querystring } = (route.schema ?? {}) as { body?: BodySchema; querystring?: BodySchema };
		const knowsApp = querystring?.properties?.app !== undefined;
		const strict = body === undefined ? (knowsApp ? onlyApp : nothing) : knowsApp ? withApp(body) : body;
		if (strict === body) return;
		route.schema = { ...route.schema, body: strict };
		if (knowsApp) route.preHandler = [appOfBody, ...[route.preHandler ?? []].flat()];
	});
}

/** The same schema with `app`, unless it has one or is that of a document. */
function withApp(body: BodySchema): object {
	const made = extended.get(body) ?? extend(body);
	extended.set(body, made);
	return made;
}

function extend(schema: BodySchema): BodySchema {
	const { properties, additionalProperties, anyOf } = schema;
	if (anyOf !== undefined) return { ...schema, anyOf: anyOf.map(extend) };
	if (properties === undefined || additionalProperties !== false || "app" in properties) return schema;
	return { ...schema, properties: { app, ...properties } };
}

/** Has the route find the app of the body in the query. */
async function appOfBody(request: FastifyRequest): Promise<void> {
	const { app: ofBody } = (request.body ?? {}) as { readonly app?: string };
	const query = request.query as { readonly app?: string };
	if (ofBody !== undefined) request.query = { ...query, app: sameApp(ofBody, query.app) };
}
