import { Type } from "typebox";
import { invalidInput } from "../../core/errors.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { controlOf } from "./emulator-control.ts";

const Query = Type.Object(
	{
		app: Type.Optional(Type.String({ description: "The app to reset; without it everything is" })),
		keepConnections: Type.Optional(
			Type.String({ pattern: "^(0|1|true|false)$", description: "1 leaves MQTT connections open" }),
		),
	},
	{ additionalProperties: false },
);
const Body = Type.Union([
	Type.Object(
		{ keepConnections: Type.Optional(Type.Boolean({ description: "As keepConnections of the query" })) },
		{ additionalProperties: false },
	),
	Type.Null(),
]);
const Result = Type.Object({
	apps: Type.Array(Type.String(), { description: "IDs of the apps there are now, or of the one that was reset" }),
	connectionsClosed: Type.Integer(),
});

/** `POST /_emulator/reset`: everything back to how it was at the start, or an app to how it was made. */
export function resetRoute(app: Scope, deps: HttpDeps): void {
	app.post(
		"/_emulator/reset",
		{
			schema: { querystring: Query, body: Body, response: { 200: Result } },
			config: { call: "Put everything, or an app, back to how it was at the start" },
		},
		async ({ query, body }) => {
			const ofQuery = query.keepConnections === undefined ? undefined : /^(1|true)$/.test(query.keepConnections);
			const keepConnections = body?.keepConnections ?? ofQuery ?? false;
			if (ofQuery !== undefined && ofQuery !== keepConnections) {
				throw invalidInput({ keepConnections: "is one thing in the body and another in the query" });
			}
			const { apps, connectionsClosed } = await controlOf(deps).apps.reset({ app: query.app, keepConnections });
			return { apps: [...apps], connectionsClosed };
		},
	);
}
