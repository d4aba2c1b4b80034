import { type Static, Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";
import { controlOf } from "./emulator-control.ts";

const Text = Type.String({ minLength: 1, maxLength: 200 });
const appKeys = {
	appKey: Type.String({ minLength: 1, maxLength: 200, description: "App key" }),
	clientID: Type.String({ minLength: 1, maxLength: 200, description: "Client ID of the app's administrator" }),
	clientSecret: Type.String({ minLength: 1, maxLength: 200, description: "Client secret of the app's administrator" }),
};
const NewApp = Type.Object(
	{
		appID: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$" })),
		appKey: Type.Optional(appKeys.appKey),
		clientID: Type.Optional(appKeys.clientID),
		clientSecret: Type.Optional(appKeys.clientSecret),
		seed: Type.Optional(
			Type.Record(Type.String(), Type.Unknown(), { description: "Sections of a seed document: docs/seed.md" }),
		),
	},
	{ additionalProperties: false },
);
const App = Type.Object({ appID: Text, ...appKeys });
const CreatedApp = Type.Object({
	...App.properties,
	adminToken: Type.String({ description: "An access token of the administrator, for the life of the app" }),
});
const Params = Type.Object({ app: Type.String() });

/**
 * `/_emulator/apps`: an app is a namespace, made and deleted in a moment, so that tests that run at the same time need not
 * know of each other.
 */
export function appControlRoutes(app: Scope, deps: HttpDeps): void {
	app.get(
		"/_emulator/apps",
		{
			schema: { response: { 200: Type.Object({ apps: Type.Array(App) }) } },
			config: { call: "All apps, with their keys" },
		},
		async () => ({ apps: [...(await controlOf(deps).apps.list())] }),
	);
	app.post(
		"/_emulator/apps",
		{
			schema: { body: Type.Union([NewApp, Type.Null()]), response: { 201: CreatedApp } },
			config: { call: "Make an app, with random keys where none are given" },
		},
		async (request, reply) => {
			const given = (request.body ?? {}) as Static<typeof NewApp>;
			const created = await controlOf(deps).apps.create(given);
			return reply.code(201).header("location", `/_emulator/apps/${created.appID}`).send(created);
		},
	);
	app.get(
		"/_emulator/apps/:app",
		{ schema: { params: Params, response: { 200: App } }, config: { call: "An app, with its keys" } },
		async ({ params }) => controlOf(deps).apps.get(params.app),
	);
	app.delete(
		"/_emulator/apps/:app",
		{
			schema: { params: Params, response: { 204: Type.Null({ description: "Deleted" }) } },
			config: { call: "Delete an app with all that belongs to it; its connections end" },
		},
		async ({ params }, reply) => {
			await controlOf(deps).apps.delete(params.app);
			return reply.code(204).send(null);
		},
	);
}
