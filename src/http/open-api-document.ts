import type { TSchema } from "typebox";
import { nothing } from "./control/strict-body.ts";
import { isControlPath } from "./is-control-path.ts";
import type { Route } from "./route-table.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** An object schema, as TypeBox makes it. */
interface ObjectSchema {
	readonly properties?: Readonly<Record<string, TSchema & { readonly description?: string }>>;
	readonly required?: readonly string[];
}

export interface OpenApiDocument {
	readonly openapi: string;
	readonly info: { readonly title: string; readonly version: string; readonly [field: string]: unknown };
	readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
	readonly [field: string]: unknown;
}

const errorSchema = {
	type: "object",
	description: "Every failure has this form; some have more fields.",
	required: ["errorCode", "message"],
	properties: { errorCode: { type: "string" }, message: { type: "string" } },
};

/** The OpenAPI 3.1 document of the control API: the schemas that check requests are the ones it shows. */
export function openApiDocument(routes: readonly Route[], version: string): OpenApiDocument {
	const paths: Record<string, Record<string, JsonObject>> = {};
	for (const route of routes.filter(({ path }) => isControlPath(path))) {
		const path = route.path.replace(/:(\w+)/g, "{$1}");
		paths[path] ??= {};
		paths[path][route.method.toLowerCase()] = operation(route);
	}
	return {
		openapi: "3.1.0",
		info: {
			title: "Control API of kii-emulator",
			version,
			description:
				"Apps, journal, faults, clock and state of a running emulator. Kii's own API is not described here: see docs/compatibility.md.",
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "/" }],
		paths,
		components: {
			schemas: { Error: errorSchema },
			securitySchemes: {
				controlToken: {
					type: "http",
					scheme: "bearer",
					description: "The setting control-token: for programs on other machines, unless control is open.",
				},
				adminToken: { type: "http", scheme: "bearer", description: "Access token of the app's administrator." },
			},
		},
		security: [{}, { controlToken: [] }],
	};
}

function operation({ method, path, schema = {}, config }: Route): JsonObject {
	const {
		querystring,
		body,
		response = {},
	} = schema as {
		readonly querystring?: ObjectSchema;
		readonly body?: TSchema;
		readonly response?: Readonly<Record<string, TSchema & { readonly description?: string }>>;
	};
	const parameters = [...pathParameters(path), ...queryParameters(querystring)];
	return {
		operationId: operationID(method, path),
		tags: [path.split("/")[2] ?? ""],
		summary: config.call ?? "",
		...(config.admin ? { security: [{ adminToken: [] }] } : {}),
		...(config.unguarded ? { security: [{}] } : {}),
		...(parameters.length > 0 ? { parameters } : {}),
		...(body === undefined || body === nothing
			? {}
			: { requestBody: { required: !acceptsNothing(body), content: json(body) } }),
		responses: {
			...Object.fromEntries(Object.entries(response).map(([status, answer]) => [status, answerOf(answer)])),
			default: { description: "What went wrong", content: json({ $ref: "#/components/schemas/Error" }) },
		},
	};
}

/** Of a schema whose description is no JSON: `contentMediaType` says what it is. */
function answerOf(schema: TSchema & { readonly description?: string; readonly contentMediaType?: string }): JsonObject {
	const { description = "The answer", contentMediaType = "application/json", ...rest } = schema;
	if ("type" in rest && rest.type === "null") return { description };
	return { description, content: { [contentMediaType]: { schema } } };
}

function json(schema: unknown): JsonObject {
	return { "application/json": { schema } };
}

function acceptsNothing(schema: TSchema): boolean {
	const { anyOf = [], type } = schema as { anyOf?: readonly { type?: unknown }[]; type?: unknown };
	return type === "null" || anyOf.some((each) => each.type === "null");
}

function pathParameters(path: string): JsonObject[] {
	return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
		name,
		in: "path",
		required: true,
		schema: { type: "string" },
	}));
}

function queryParameters({ properties = {}, required = [] }: ObjectSchema = {}): JsonObject[] {
	return Object.entries(properties).map(([name, schema]) => ({
		name,
		in: "query",
		required: required.includes(name),
		...(schema.description === undefined ? {} : { description: schema.description }),
		schema,
	}));
}

/** `POST /_emulator/faults/:id/release` → `postFaultsIdRelease`. */
function operationID(method: string, path: string): string {
	const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "" && word !== "emulator");
	return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join("");
}
