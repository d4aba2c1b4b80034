import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";
import { controlOf } from "./emulator-control.ts";

const Document = Type.Record(Type.String(), Type.Unknown(), { description: "A seed document: docs/seed.md" });
const Query = Type.Object(
	{ app: Type.Optional(Type.String({ description: "Only that app" })) },
	{ additionalProperties: false },
);
const Nothing = Type.Null({ description: "Done" });
// A recorded seed has the bodies of objects.
const bodyLimit = 268_435_456;

/** `/_emulator/seed` and `/_emulator/recorder`: what a reset puts everything back to, written by hand or recorded. */
export function seedRoutes(app: Scope, deps: HttpDeps): void {
	const path = "/_emulator/seed";
	app.get(
		path,
		{
			schema: { querystring: Query, response: { 200: Document } },
			config: { call: "The seed in force, or an app's own, as it was given" },
		},
		async ({ query }) => (await controlOf(deps).seed.get(query.app)) as Record<string, unknown>,
	);
	app.put(
		path,
		{
			bodyLimit,
			schema: {
				querystring: Query,
				body: Document,
				response: { 200: Type.Object({ apps: Type.Array(Type.String()), connectionsClosed: Type.Integer() }) },
			},
			config: { call: "Take a seed and reset everything, or an app, to it" },
		},
		async ({ body, query }) => {
			const { apps, connectionsClosed } = await controlOf(deps).seed.set(body, query.app);
			return { apps: [...apps], connectionsClosed };
		},
	);
	app.delete(
		path,
		{
			schema: { querystring: Query, response: { 204: Nothing } },
			config: { call: "Have no seed, or no own one of an app, from the next reset on" },
		},
		async ({ query }, reply) => {
			await controlOf(deps).seed.clear(query.app);
			return reply.code(204).send(null);
		},
	);
	app.post(
		"/_emulator/recorder/start",
		{
			schema: { querystring: Query, response: { 204: Nothing } },
			config: { call: "Begin to record a session that is to become a seed" },
		},
		async ({ query }, reply) => {
			await controlOf(deps).recorder.start(query.app);
			return reply.code(204).send(null);
		},
	);
	app.post(
		"/_emulator/recorder/stop",
		{
			schema: { querystring: Query, response: { 200: Document } },
			config: { call: "End the recording: a seed document with what was created and changed" },
		},
		async ({ query }) => (await controlOf(deps).recorder.stop(query.app)) as Record<string, unknown>,
	);
}
