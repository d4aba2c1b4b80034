// kii-cloud-sdk, unmodified, in Chromium over HTTPS: bodies of objects, up and down as Blobs.
// Skipped where there is no Chromium, unless REQUIRE_REAL_CLIENTS is set, as in CI.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import type { BodyPageResult } from "./body-page.ts";
import { noBrowser, runPage } from "./chromium.ts";
import type { PageSettings } from "./push-page.ts";

const require = createRequire(import.meta.url);
const javascript = "text/javascript; charset=utf-8";

test("a browser uploads, downloads, publishes, moves and deletes bodies", { skip: noBrowser }, async (t) => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const settings: PageSettings = { ...emulator.app, url: emulator.urls.https };
	const page = `<!doctype html><title>bodies</title><script>globalThis.settings = ${JSON.stringify(settings)}</script>
		<script src="/KiiSDK.js"></script><script type="module" src="/page.js"></script>`;
	const { error, results = [] } = (await runPage(t, emulator, {
		"/": ["text/html; charset=utf-8", page],
		"/KiiSDK.js": [javascript, readFileSync(require.resolve("kii-cloud-sdk"), "utf8")],
		"/page.js": [javascript, readFileSync(new URL("./body-page.js", import.meta.url), "utf8")],
	})) as BodyPageResult;
	assert.equal(error, undefined);
	assert.deepEqual(
		results.map(({ scope }) => scope),
		["app", "user", "group", "thing", "encrypted"],
	);
	const bytes = Array.from({ length: 100_000 }, (_, index) => index % 256);
	for (const result of results) {
		const { scope, modified } = result;
		assert.deepEqual(result.downloaded, ["image/png", bytes, "image/png"], scope);
		assert.deepEqual(result.progress, [true, true], scope);
		assert.equal(result.withoutType, "application/octet-stream", scope);
		assert.equal(result.published, bytes.length, scope);
		assert.equal(result.moved, "image/png", scope);
		assert.match(result.missing, /statusCode: 404 error code: OBJECT_BODY_NOT_FOUND/, scope);
		assert.equal(modified[0], modified[1], scope);
	}
});
