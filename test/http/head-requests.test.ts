import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestHttp } from "../helpers/http.ts";

test("a HEAD is answered like the GET, without its body", async () => {
	const { app } = await createTestHttp();
	for (const url of [
		"/_emulator/health",
		"/_emulator/health?x=1",
		"/_emulator/openapi.json",
		"/_emulator/ca.pem",
		"/api/apps/emulator/users/me",
	]) {
		const get = await app.inject({ method: "GET", url });
		const head = await app.inject({ method: "HEAD", url });
		assert.equal(head.statusCode, get.statusCode, url);
		assert.equal(head.body, "", url);
		for (const name of ["content-type", "content-length"])
			assert.equal(head.headers[name], get.headers[name], `${url} ${name}`);
	}
});

test("a HEAD of nothing is a 404, and 405 names HEAD where there is GET", async () => {
	const { app } = await createTestHttp();
	assert.equal((await app.inject({ method: "HEAD", url: "/nothing" })).statusCode, 404);
	assert.equal((await app.inject({ method: "DELETE", url: "/_emulator/health" })).headers.allow, "GET, HEAD");
});
