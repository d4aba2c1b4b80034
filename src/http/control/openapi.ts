import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";
import { type OpenApiDocument, openApiDocument } from "../open-api-document.ts";
import type { RouteTable } from "../route-table.ts";

const Document = Type.Object({
	openapi: Type.String(),
	info: Type.Object({ title: Type.String(), version: Type.String() }),
	paths: Type.Object({}),
});

/** `GET /_emulator/openapi.json`: these very calls, as OpenAPI 3.1. */
export function openApiRoute(app: Scope, { health }: HttpDeps, table: RouteTable): void {
	let document: OpenApiDocument | undefined;
	app.get(
		"/_emulator/openapi.json",
		{ schema: { response: { 200: Document } }, config: { call: "The control API as an OpenAPI 3.1 document" } },
		async () => {
			// Made when somebody asks: no emulator starts later for it.
			document ??= openApiDocument(table.routes, health().version);
			return document;
		},
	);
}
