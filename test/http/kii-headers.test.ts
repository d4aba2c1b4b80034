import assert from "node:assert/strict";
import { test } from "node:test";
import { createControlGuard } from "../../src/http/control/guard.ts";
import { createTestHttp } from "../helpers/http.ts";

test("every reply carries the headers of the real service", async () => {
	const { app } = await createTestHttp();
	for (const url of ["/api/apps/emulator", "/nothing"]) {
		const { headers, statusCode } = await app.inject({ url });
		assert.equal(headers["access-control-allow-origin"], "*");
		assert.match(headers["access-control-expose-headers"] as string, /ETag.*X-HTTP-Status-Code.*X-MQTT-TTL/);
		assert.equal(headers["cache-control"], "max-age=0, no-cache, no-store");
		assert.equal(headers["x-http-status-code"], String(statusCode));
	}
});

test("a browser's preflight is answered for any path, with the headers it asks for", async () => {
	const { app } = await createTestHttp();
	for (const url of ["/api/apps/emulator/users", "/thing-if/apps/emulator/onboardings"]) {
		const { headers, statusCode } = await app.inject({
			method: "OPTIONS",
			url,
			headers: {
				origin: "http://localhost:3000",
				"access-control-request-method": "POST",
				"access-control-request-headers": "x-kii-appid,authorization",
			},
		});
		assert.equal(statusCode, 200, url);
		assert.equal(headers["access-control-allow-origin"], "*");
		assert.match(headers["access-control-allow-methods"] as string, /PATCH/);
		assert.equal(headers["access-control-allow-headers"], "x-kii-appid,authorization");
	}
});

const controlPaths = [
	"/_emulator",
	"/_emulator/health",
	"/_emulator/ca.pem",
	"/_emulator/nothing",
	"//_emulator//health",
];
const page = "http://localhost:3000";
const preflight = { origin: page, "access-control-request-method": "POST" };

test("pages of other origins can read nothing of the control API, not even its health", async () => {
	const { app } = await createTestHttp();
	for (const url of [...controlPaths, "/%5Femulator/health"]) {
		const read = await app.inject({ url, headers: { origin: page } });
		const asked = await app.inject({ method: "OPTIONS", url, headers: preflight });
		for (const { headers } of [read, asked]) {
			const ofCors = Object.keys(headers).filter((name) => name.startsWith("access-control"));
			assert.deepEqual([ofCors, headers.vary], [[], "Origin"], url);
		}
		assert.ok(asked.statusCode === 405 || asked.statusCode === 404, url);
	}
});

test("pages of an origin in control-hosts can, and no others", async () => {
	const controlGuard = createControlGuard({ control: "loopback", controlHosts: [page], ownHosts: () => [] });
	const { app } = await createTestHttp({ controlGuard });
	for (const url of ["/_emulator/health", "/_emulator/faults"]) {
		const read = await app.inject({ url, headers: { origin: page } });
		assert.deepEqual([read.statusCode, read.headers["access-control-allow-origin"]], [200, page]);
		const asked = await app.inject({ method: "OPTIONS", url, headers: preflight });
		assert.deepEqual([asked.statusCode, asked.headers["access-control-allow-origin"]], [200, page]);
		const other = await app.inject({ url, headers: { origin: "http://localhost:4000" } });
		assert.equal(other.headers["access-control-allow-origin"], undefined);
	}
});
