import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { createTestHttp } from "../../helpers/http.ts";

const rule = { on: "any", action: "drop" } as const;

/** Of these the body is a document, which says itself what is wrong with it. */
const documents = ["PUT /_emulator/seed", "PUT /_emulator/snapshot"];

async function emulator() {
	const it = await createEmulator();
	const call = async (method: string, path: string, body?: unknown) => {
		const sent = body === undefined ? {} : { body: JSON.stringify(body) };
		const reply = await fetch(`${it.url}/_emulator${path}`, { method, ...sent });
		const text = await reply.text();
		return [reply.status, text === "" ? undefined : JSON.parse(text)];
	};
	return Object.assign(it, { call });
}

test("no call of the control API takes a field that it does not have", async () => {
	const { app, routes } = await createTestHttp();
	const writing = routes.filter(({ method, path }) => path.startsWith("/_emulator") && method !== "GET");
	for (const { method, path } of writing) {
		if (documents.includes(`${method} ${path}`)) continue;
		const url = path.replace(/:\w+/g, "emulator");
		const reply = await app.inject({ method: method as "POST", url, payload: { nonsense: 1 } });
		assert.equal(reply.statusCode, 400, `${method} ${url}`);
		const { nonsense } = reply.json().invalidFields;
		// The check of a fault rule does not get to the names before there is an `on`.
		if (nonsense !== undefined || url !== "/_emulator/faults") {
			assert.match(nonsense, /^is no field that is known here(;| )/, `${method} ${url}`);
		}
	}
});

test("the refusal says which fields there are, and a call that takes none refuses all", async () => {
	const { app } = await createTestHttp();
	const fault = async (method: "POST" | "DELETE", path: string, payload: object) => {
		const reply = await app.inject({ method, url: `/_emulator/${path}`, payload });
		return [reply.statusCode, reply.json().invalidFields];
	};
	assert.deepEqual(await fault("DELETE", "journal", { ap: "x" }), [
		400,
		{ ap: "is no field that is known here; did you mean app? There are app" },
	]);
	assert.deepEqual(await fault("POST", "reset", { foo: 1 }), [
		400,
		{ foo: "is no field that is known here; there are app, keepConnections" },
	]);
	assert.deepEqual(await fault("DELETE", "faults/f", { app: "x" }), [
		400,
		{ app: "is no field that is known here; there is none" },
	]);
	assert.deepEqual(await fault("DELETE", "faults", { app: 1 }), [400, { app: "must be string" }]);
	assert.equal((await fault("DELETE", "faults", [1]))[0], 400);
});

test("a body that is refused has had no effect, and an empty one is none", async () => {
	await using it = await emulator();
	const { call } = it;
	await fetch(`${it.url}/api/apps/emulator/nowhere`);
	await it.faults.add({ ...rule, id: "kept" });
	for (const [method, path] of [
		["POST", "/reset"],
		["DELETE", "/faults"],
		["DELETE", "/journal"],
		["POST", "/recorder/start"],
	] as const) {
		assert.equal((await call(method, path, { foo: 1 }))[0], 400, path);
		assert.deepEqual((await call(method, `${path}?app=emulator`, { app: "other" }))[1].invalidFields, {
			app: 'is "other" in the body and "emulator" in the query',
		});
	}
	assert.equal((await it.faults.list()).length, 1);
	assert.ok(it.journal.entries().length > 0, "the journal was cleared");
	assert.deepEqual(await call("POST", "/recorder/start", {}), [204, undefined], "it had not begun to record");
	assert.equal((await call("POST", "/reset"))[0], 200);
});

test("app may be in the body wherever it is in the query", async () => {
	await using it = await emulator();
	const { call } = it;
	const { appID: app } = await it.apps.create({ appID: "mine" });
	for (const appID of [app, "emulator"]) {
		await it.faults.add({ on: "connect", action: "drop", app: appID, id: appID });
	}
	const frozen = await call("POST", "/clock/freeze", { app, at: 5 });
	assert.deepEqual([frozen[0], frozen[1].now], [200, 5]);
	assert.equal((await call("GET", "/clock?app=mine"))[1].mode, "frozen");
	assert.equal((await call("GET", "/clock?app=emulator"))[1].mode, "real");
	assert.equal((await call("POST", "/clock/advance", { app, ms: 2 }))[1].now, 7);
	assert.equal((await call("POST", "/clock/resume", { app }))[1].mode, "real");

	assert.equal((await call("DELETE", "/faults", { app }))[0], 204);
	assert.deepEqual(
		(await it.faults.list()).map(({ id }) => id),
		["emulator"],
	);
	assert.deepEqual(await call("POST", "/reset", { app, keepConnections: true }), [
		200,
		{ apps: ["mine"], connectionsClosed: 0 },
	]);
	assert.deepEqual(
		(await it.faults.list()).map(({ id }) => id),
		["emulator"],
	);
	assert.equal((await call("POST", "/reset", { app: "nobody" }))[0], 404);
	assert.equal((await call("POST", "/reset?keepConnections=1", { keepConnections: false }))[0], 400);
	assert.equal((await call("POST", "/recorder/start", { app }))[0], 204);
	assert.equal((await call("POST", "/recorder/stop", { app }))[0], 200);
	assert.equal((await call("DELETE", "/seed", { app }))[0], 204);
	assert.equal((await call("DELETE", "/journal", { app }))[0], 204);
});

test("app of the body is documented where it is in the query, and no body where there is none", async () => {
	const { app } = await createTestHttp();
	const { paths } = (await app.inject({ url: "/_emulator/openapi.json" })).json();
	const schemaOf = ({ requestBody }: { requestBody: { content: Record<string, { schema: object }> } }) =>
		requestBody.content["application/json"]?.schema;
	assert.match(JSON.stringify(schemaOf(paths["/_emulator/reset"].post)), /"app":.*"keepConnections":/);
	assert.match(JSON.stringify(schemaOf(paths["/_emulator/faults"].delete)), /"app":/);
	assert.match(JSON.stringify(schemaOf(paths["/_emulator/clock/set"].post)), /"app":.*"now":/);
	assert.equal(paths["/_emulator/faults/{id}"].delete.requestBody, undefined);
});
