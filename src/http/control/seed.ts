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
		{ schema: { response: { 200: Document } }, config: { call: "The seed in force, as it was given" } },
		async () => controlOf(deps).seed.get() as Record<string, unknown>,
	);
	app.put(
		path,
		{
			bodyLimit,
			schema: {
				body: Document,
				response: { 200: Type.Object({ apps: Type.Array(Type.String()), connectionsClosed: Type.Integer() }) },
			},
			config: { call: "Take a seed and reset everything to it", jsonBody: true },
		},
		async ({ body }) => {
			const { apps, connectionsClosed } = await controlOf(deps).seed.set(body);
			return { apps: [...apps], connectionsClosed };
		},
	);
	app.delete(
		path,
		{ schema: { response: { 204: Nothing } }, config: { call: "Have no seed from the next reset on" } },
		async (_request, reply) => {
			await controlOf(deps).seed.clear();
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
