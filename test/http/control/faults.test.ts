import assert from "node:assert/strict";
import test from "node:test";
import { createTestHttp } from "../../helpers/http.ts";

async function control() {
	const { app } = await createTestHttp();
	return (method: "GET" | "POST" | "DELETE", path: string, payload?: object) =>
		app.inject({ method, url: `/_emulator/faults${path}`, ...(payload === undefined ? {} : { payload }) });
}

test("a rule is added, shown, listed and removed", async () => {
	const call = await control();
	const rule = { on: "puback", action: "drop", direction: "out", app: "emulator", times: 2, note: "twice" };
	const added = await call("POST", "", rule);
	assert.equal(added.statusCode, 201);
	const { id, seed, ...rest } = added.json();
	assert.equal(added.headers.location, `/_emulator/faults/${id}`);
	assert.deepEqual(rest, { ...rule, matches: 0, hits: 0, held: 0, state: "active" });
	assert.ok(Number.isSafeInteger(seed));
	assert.deepEqual((await call("GET", `/${id}`)).json(), added.json());
	assert.deepEqual((await call("GET", "")).json(), { faults: [added.json()] });
	assert.deepEqual((await call("GET", "?app=emulator")).json(), { faults: [added.json()] });
	assert.equal((await call("POST", `/${id}/release`)).json().id, id);
	assert.equal((await call("DELETE", `/${id}`)).statusCode, 204);
	assert.equal((await call("GET", `/${id}`)).statusCode, 404);
});

test("all rules, or those of an app, are removed", async () => {
	const call = await control();
	await call("POST", "", { id: "mine", on: "any", action: "drop", app: "emulator" });
	await call("POST", "", { id: "all", on: "any", action: "drop" });
	assert.equal((await call("DELETE", "?app=emulator")).statusCode, 204);
	assert.deepEqual(
		(await call("GET", "")).json().faults.map(({ id }: { id: string }) => id),
		["all"],
	);
	assert.equal((await call("DELETE", "")).statusCode, 204);
	assert.deepEqual((await call("GET", "")).json(), { faults: [] });
});

test("what is wrong with a rule is said by field", async () => {
	const call = await control();
	const reply = await call("POST", "", { on: "connect", action: "refuse", returnCode: 900, times: "2" });
	assert.equal(reply.statusCode, 400);
	assert.deepEqual(reply.json().invalidFields, {
		times: "must be a whole number from 1 to 1000000000",
		returnCode: "must be a whole number from 1 to 255",
	});
	for (const body of [[], {}]) assert.equal((await call("POST", "", body)).statusCode, 400);
	assert.equal((await call("POST", "")).json().errorCode, "INVALID_INPUT_DATA");
});

test("DELETE with a slip of the pen in app removes nothing", async () => {
	const call = await control();
	await call("POST", "", { on: "any", action: "drop" });
	const reply = await call("DELETE", "?ap=other");
	assert.deepEqual(
		[reply.statusCode, reply.json().invalidFields],
		[400, { ap: "is no query parameter here; did you mean app? There are app" }],
	);
	assert.equal((await call("GET", "")).json().faults.length, 1);
});

test("no app is made by naming it", async () => {
	const call = await control();
	assert.equal(
		(await call("POST", "", { on: "any", action: "drop", app: "nobody" })).json().errorCode,
		"APP_NOT_FOUND",
	);
	assert.equal((await call("GET", "?app=nobody")).statusCode, 404);
	assert.equal((await call("DELETE", "?app=nobody")).statusCode, 404);
});

test("a rule that there is not", async () => {
	const call = await control();
	for (const [method, path] of [
		["GET", "/no"],
		["DELETE", "/no"],
		["POST", "/no/release"],
	] as const) {
		const reply = await call(method, path);
		assert.equal(reply.statusCode, 404);
		assert.equal(reply.json().errorCode, "NOT_FOUND");
	}
});

test("?app= is the app of a new rule", async () => {
	const call = await control();
	const rule = { on: "any", action: "drop" };
	assert.equal((await call("POST", "?app=emulator", rule)).json().app, "emulator");
	assert.equal((await call("POST", "?app=emulator", { ...rule, app: "emulator" })).json().app, "emulator");
	const two = await call("POST", "?app=emulator", { ...rule, app: "other" });
	assert.deepEqual(two.json().invalidFields, { app: 'is "other" in the body and "emulator" in the query' });
	assert.equal((await call("POST", "?app=nobody", rule)).json().errorCode, "APP_NOT_FOUND");
	const ofListeners = await call("POST", "?app=emulator", { on: "network", action: "half-open" });
	assert.deepEqual(ofListeners.json().invalidFields, { app: "is not for the action half-open on network" });
	assert.equal((await call("GET", "")).json().faults.length, 2);
});
