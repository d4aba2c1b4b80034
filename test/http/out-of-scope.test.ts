import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "../helpers/api-client.ts";

for (const [method, path] of [
	["POST", "/integration/facebook"],
	["GET", "/integration/webauth/connect?id=facebook"],
	["POST", "/users/me/twitter/link"],
	["POST", "/users/me/qq/unlink"],
	["GET", "/buckets/_experiments/objects/abc"],
	["POST", "/events"],
	["GET", "/analytics/1/data"],
	["GET", "/aggregation-rules"],
	["POST", "/conversion-rules"],
	["DELETE", "/conversion-rules/1"],
	["PUT", "/hooks/versions/current"],
	["POST", "/hooks/executions/query"],
] as const) {
	test(`${method} ${path} is out of scope`, async () => {
		const { call } = await createApiClient();
		const reply = await call(method, path, method === "GET" ? {} : { body: {} });
		assert.equal(reply.statusCode, 501);
		assert.equal(reply.json().errorCode, "OPERATION_NOT_IMPLEMENTED");
		assert.match(reply.json().message, /^[A-Z].* is out of scope of the emulator, see docs\/compatibility\.md$/);
	});
}
