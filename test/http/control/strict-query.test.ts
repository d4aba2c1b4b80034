import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestHttp } from "../../helpers/http.ts";

test("no call of the control API takes a query parameter that it does not have", async () => {
	const { app, routes } = await createTestHttp();
	for (const { method, path } of routes.filter((each) => each.path.startsWith("/_emulator"))) {
		const url = `${path.replace(/:\w+/g, "emulator")}?nonsense=1`;
		const reply = await app.inject({ method: method as "GET", url });
		assert.equal(reply.statusCode, 400, `${method} ${url}`);
		assert.match(reply.json().invalidFields.nonsense, /^is no query parameter here; (there are |there is none)/);
	}
});

test("the message says what was meant, or what there is", async () => {
	const { app } = await createTestHttp();
	const messageOf = async (url: string) => (await app.inject({ url })).json().message;
	assert.equal(
		await messageOf("/_emulator/faults?ap=x"),
		"There are validation errors: ap - is no query parameter here; did you mean app? There are app",
	);
	assert.equal(
		await messageOf("/_emulator/health?app=x"),
		"There are validation errors: app - is no query parameter here; there is none",
	);
});

test("an unknown parameter is refused before a call has an effect", async () => {
	const { app, faults } = await createTestHttp();
	const rule = { on: "any", action: "drop" };
	const reply = await app.inject({ method: "POST", url: "/_emulator/faults?ap=x", payload: rule });
	assert.deepEqual([reply.statusCode, await faults.list()], [400, []]);
});
