import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePublish } from "../../src/broker/packets/encode.ts";
import { keep } from "../../src/journal/kept.ts";
import { KeptPublish, keepPacket } from "../../src/journal/kept-packet.ts";

test("a PUBLISH kept by its topic and payload is as one kept by its bytes", () => {
	for (const topic of ["topic-a", "\u30ad\u30a4", "t".repeat(300)]) {
		for (const text of ["", "{}", "\u{1f4a1}", "x".repeat(120), "x".repeat(20_000)]) {
			for (const limit of [0, 100, 16_384]) {
				const { firstByte, body, size, truncated, isUnreadable } = new KeptPublish(
					topic,
					keep(Buffer.from(text), limit),
				);
				const { keptBytes, ...whole } = keepPacket(encodePublish(topic, Buffer.from(text)), limit);
				assert.deepEqual({ firstByte, body, size, truncated, isUnreadable }, whole);
				assert.equal(keptBytes, whole.body.length);
			}
		}
	}
});
