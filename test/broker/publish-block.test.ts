import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePublish } from "../../src/broker/packets/encode.ts";
import { createPublishBlock, rememberPublishBlocks } from "../../src/broker/packets/publish-block.ts";

const payloads = ["", "{}", "\u30ad\u30a4 \u{1f4a1}", "x".repeat(127), "x".repeat(20_000)];
const topics = ["a", "topic-a", "topic-b", "0123456789abcdefghijklm", "\u30ad", "t".repeat(200)];

test("a block has the same bytes as a packet each, for every topic", () => {
	const block = createPublishBlock(payloads);
	for (const isKept of [false, true]) {
		// All are made before any is looked at: none may be in the memory of another.
		const made = topics.map((topic) => block.encode(topic, isKept));
		for (const [index, topic] of topics.entries()) {
			const packets = payloads.map((payload) => encodePublish(topic, payload));
			assert.deepEqual(block.packets(topic), packets);
			assert.deepEqual(made[index], Buffer.concat(packets));
		}
	}
});

test("small blocks of many clients share memory, unless they are kept", () => {
	const block = createPublishBlock(["x".repeat(5000)]);
	const shared = block.encode("topic-a", false).buffer.byteLength;
	assert.ok(shared > 20_000, `${shared} bytes`);
	assert.ok(block.encode("topic-b", true).buffer.byteLength < 10_000);
});

test("the same payloads are encoded once", () => {
	const blockOf = rememberPublishBlocks();
	const texts = ["1", "2"];
	assert.equal(blockOf(texts), blockOf(texts));
	assert.notEqual(blockOf(texts), blockOf([...texts]));
});
