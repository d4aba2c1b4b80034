import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { FastifySchema } from "fastify";
import { createTestHttp } from "../../helpers/http.ts";

interface Operation {
	readonly operationId: string;
	readonly summary: string;
	readonly parameters?: readonly { readonly name: string; readonly in: string }[];
	readonly responses: Readonly<Record<string, unknown>>;
}

async function documented() {
	const { app, routes } = await createTestHttp();
	const reply = await app.inject({ url: "/_emulator/openapi.json" });
	assert.equal(reply.statusCode, 200);
	const document: { paths: Record<string, Record<string, Operation>> } = reply.json();
	const control = routes.filter(({ path }) => path.startsWith("/_emulator"));
	return { document, control };
}

test("the control API is described by a valid OpenAPI 3.1 document", async () => {
	const { document } = await documented();
	const validator = new Validator();
	const result = await validator.validate(document as object as Parameters<Validator["validate"]>[0]);
	assert.deepEqual(result.valid ? [] : result.errors, []);
	assert.equal(validator.version, "3.1");
});

test("every call of it is in there once, with an ID of its own", async () => {
	const { document, control } = await documented();
	const described = Object.entries(document.paths).flatMap(([path, operations]) =>
		Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
	);
	const expected = control.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
	assert.deepEqual(described.sort(), expected.sort());
	const ids = Object.values(document.paths).flatMap((operations) =>
		Object.values(operations).map((each) => each.operationId),
	);
	assert.equal(new Set(ids).size, ids.length);
});

test("every call of it says what it takes and what it answers", async () => {
	const { control } = await documented();
	for (const { method, path, schema = {}, config } of control) {
		const { body, querystring, response = {} } = schema as FastifySchema & { response?: Record<string, unknown> };
		const name = `${method} ${path}`;
		assert.ok(config.call, `${name} has no config.call`);
		assert.ok(
			Object.keys(response).some((status) => /^[123]/.test(status)),
			`${name} has no schema.response for success`,
		);
		// This one writes what the settings say where they say.
		if ((method === "POST" || method === "PUT") && name !== "POST /_emulator/snapshot" && !path.endsWith("/release"))
			assert.ok(
				body !== undefined || querystring !== undefined,
				`${name} has neither schema.body nor schema.querystring`,
			);
	}
});

test("a call's parameters, body and answers are in the document", async () => {
	const { document } = await documented();
	const { get } = document.paths["/_emulator/apps/{appID}/push-records"] ?? {};
	const names = get?.parameters?.map((parameter) => `${parameter.in} ${parameter.name}`);
	assert.deepEqual(names, ["path appID", "query bestEffortLimit", "query paginationKey"]);
	assert.deepEqual(Object.keys(get?.responses ?? {}), ["200", "default"]);
	assert.equal(get?.summary, "Messages that FCM, APNs and JPush would have got");
});
