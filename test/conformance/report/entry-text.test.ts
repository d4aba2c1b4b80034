import assert from "node:assert/strict";
import { test } from "node:test";
import { entryText } from "../../../src/conformance/report/entry-text.ts";
import type { ConnectionEntry } from "../../../src/journal/entry.ts";

test("what happens below MQTT is told by what it is", () => {
	const told = (entry: Partial<ConnectionEntry>) =>
		entryText({
			kind: "connection",
			event: "open",
			seq: 1,
			time: 0,
			elapsed: 0,
			remoteAddress: "::1",
			listener: "wss",
			...entry,
		});
	const tls = { version: "TLSv1.3", cipher: "" };
	assert.equal(told({ connection: 2, tls }), "connection 2 from ::1 (wss), TLSv1.3");
	assert.equal(told({ connection: 2, event: "close", reason: "gone" }), "connection 2 ended: gone");
	assert.equal(
		told({ event: "upgrade-refused", status: 400, reason: "no" }),
		"WebSocket from ::1 (wss) refused by 400: no",
	);
	assert.equal(told({ event: "handshake-failed", reason: "no" }), "TLS handshake from ::1 (wss) failed: no");
	const frame = { direction: "in", type: "close", code: 1000 } as const;
	assert.equal(told({ event: "frame", frame }), "WebSocket frame from the device: close 1000");
});
