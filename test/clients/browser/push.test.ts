// kii-cloud-sdk and the Paho JavaScript client, both unmodified, in Chromium over HTTPS and WSS: each kind of push.
// Skipped where there is no Chromium, unless REQUIRE_REAL_CLIENTS is set, as in CI.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { noBrowser, runPage } from "./chromium.ts";
import type { PageResult, PageSettings } from "./push-page.ts";

const require = createRequire(import.meta.url);
const javascript = "text/javascript; charset=utf-8";

test("a browser receives a topic message, a bucket event and a direct push", { skip: noBrowser }, async (t) => {
	await using emulator = await createEmulator({ host: "127.0.0.1" });
	const { app } = emulator;
	const settings: PageSettings = { ...app, url: emulator.urls.https };
	const page = `<!doctype html><title>push</title><script>globalThis.settings = ${JSON.stringify(settings)}</script>
		<script src="/KiiSDK.js"></script><script src="/paho-mqtt.js"></script><script type="module" src="/page.js"></script>`;
	const result = (await runPage(t, emulator, {
		"/": ["text/html; charset=utf-8", page],
		"/KiiSDK.js": [javascript, readFileSync(require.resolve("kii-cloud-sdk"), "utf8")],
		"/paho-mqtt.js": [javascript, readFileSync(require.resolve("paho-mqtt"), "utf8")],
		"/page.js": [javascript, readFileSync(new URL("./push-page.js", import.meta.url), "utf8")],
	})) as PageResult;
	assert.equal(result.error, undefined);
	const { userID } = result;
	const [message, event, direct] = result.pushed ?? [];

	const { when, ...topicMessage } = message ?? {};
	assert.equal(typeof when, "number");
	assert.deepEqual(topicMessage, {
		headline: "hello",
		topic: "news",
		sender: userID,
		senderURI: `kiicloud://users/${userID}`,
		sourceURI: `kiicloud://users/${userID}/topics/news`,
		objectScopeAppID: app.appID,
		objectScopeType: "APP_AND_USER",
		objectScopeUserID: userID,
	});
	assert.equal(event?.type, "DATA_OBJECT_CREATED");
	assert.equal(event?.sourceURI, `kiicloud://users/${userID}/buckets/notes/objects/${event?.objectID}`);
	assert.deepEqual(direct, {
		mymessage: "Hello",
		sourceURI: `kiicloud://users/${userID}`,
		senderURI: "kiicloud://admins/APP_ADMIN",
	});
});
