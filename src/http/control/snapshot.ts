import { Readable } from "node:stream";
import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";
import { controlOf } from "./emulator-control.ts";

/** Bytes of a snapshot document that is put: what a text of JavaScript may have. */
const maxDocument = 500 * 1024 * 1024;

const Query = Type.Object(
	{ app: Type.Optional(Type.String({ description: "The app to export; without it all are" })) },
	{ additionalProperties: false },
);
const Keyed = Type.Object({ key: Type.String() }, { additionalProperties: true });
const Document = Type.Object(
	{
		kind: Type.String({ description: "kii-emulator-snapshot" }),
		format: Type.Integer({ description: "Of the document; a newer one is refused" }),
		version: Type.String({ description: "Of the emulator that made it" }),
		takenAt: Type.String(),
		app: Type.Optional(Type.String({ description: "The app it is of; all without it" })),
		sequence: Type.Integer(),
		generation: Type.Optional(Type.Integer({ description: "How often identifiers of `seed-ids` have begun anew" })),
		records: Type.Array(Keyed),
		bodies: Type.Array(Keyed, { description: "Bodies of objects, in base64" }),
	},
	{ additionalProperties: true },
);
const Imported = Type.Object({
	apps: Type.Array(Type.String(), { description: "IDs of the apps that were replaced" }),
});
const Saved = Type.Object({ file: Type.String(), bytes: Type.Integer() });

/** `/_emulator/snapshot`: everything the emulator knows as one document. */
export function snapshotRoutes(app: Scope, deps: HttpDeps): void {
	app.get(
		"/_emulator/snapshot",
		{
			schema: { querystring: Query, response: { 200: Document } },
			config: { call: "Everything, or all of an app, as one document" },
		},
		async (request, reply) => {
			const text = await controlOf(deps).snapshot.text(request.query.app);
			return reply.type("application/json; charset=utf-8").send(Readable.from(text) as never);
		},
	);
	app.put(
		"/_emulator/snapshot",
		{
			bodyLimit: maxDocument,
			schema: { body: Type.Object({}, { additionalProperties: true }), response: { 200: Imported } },
			config: { call: "Replace everything, or an app, by a snapshot", ownDocument: true },
		},
		async (request) => {
			const { apps } = await controlOf(deps).snapshot.import(request.body);
			return { apps: [...apps] };
		},
	);
	app.post(
		"/_emulator/snapshot",
		{
			schema: { response: { 200: Saved } },
			config: { call: "Write a snapshot of everything to the file of export-on-exit, or below data-dir" },
		},
		async () => controlOf(deps).snapshot.save(),
	);
}
