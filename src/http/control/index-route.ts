import { Type } from "typebox";
import type { HttpDeps, Scope } from "../context.ts";
import type { RouteTable } from "../route-table.ts";

const Index = Type.Object({
	name: Type.String(),
	version: Type.String(),
	status: Type.String({ description: "ok, starting or closing" }),
	links: Type.Object(
		{ health: Type.String(), openapi: Type.String() },
		{ additionalProperties: true, description: "What can be read, each with its path" },
	),
	documentation: Type.String(),
});

/** `GET /_emulator`: where one is, and what there is to read. No credentials, as for the health. */
export function indexRoute(app: Scope, { health }: HttpDeps, table: RouteTable): void {
	let links: Record<string, string> | undefined;
	app.get(
		"/_emulator",
		{ schema: { response: { 200: Index } }, config: { call: "What the control API has to read", unguarded: true } },
		async () => {
			const { version, status } = health();
			links ??= Object.fromEntries(
				table.routes
					.filter(({ method, path }) => method === "GET" && /^\/_emulator\/[^:]+$/.test(path))
					.map(({ path }) => [nameOf(path), path])
					.sort(),
			);
			return {
				name: "kii-emulator",
				version,
				status,
				links,
				documentation: "README.md and docs/ of the package kii-emulator; openapi describes every call",
			} as never;
		},
	);
}

function nameOf(path: string): string {
	return path.slice("/_emulator/".length).replace(/\.\w+$/, "");
}
