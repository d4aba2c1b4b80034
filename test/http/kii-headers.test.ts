import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestHttp } from "../helpers/http.ts";

test("every reply carries the headers of the real service", async () => {
	const { app } = await createTestHttp();
	for (const url of ["/_emulator/health", "/nothing"]) {
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
