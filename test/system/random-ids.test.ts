import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ids } from "../../src/core/ports.ts";
import { randomIds, seededIds } from "../../src/system/random-ids.ts";

function hex(ids: Ids, length: number): string {
	return Buffer.from(ids.bytes(length)).toString("hex");
}

for (const [name, ids] of [
	["randomIds", randomIds],
	["seededIds", seededIds("a seed")],
] as const) {
	test(`${name} gives as many bytes as asked for, pool borders or not`, () => {
		for (const length of [0, 1, 16, 23, 4095, 4096, 4097, 10_000]) assert.equal(ids.bytes(length).length, length);
	});

	test(`${name} gives no byte twice`, () => {
		const given = Array.from({ length: 5000 }, () => hex(ids, 9));
		assert.equal(new Set(given).size, given.length);
	});

	test(`${name} gives bytes that later requests leave alone`, () => {
		const first = ids.bytes(64);
		const copy = Uint8Array.from(first);
		ids.bytes(20_000);
		assert.deepEqual(first, copy);
	});

	test(`${name} uses all byte values evenly`, () => {
		const counts = new Array<number>(256).fill(0);
		for (const byte of ids.bytes(256 * 400)) counts[byte] = (counts[byte] ?? 0) + 1;
		for (const count of counts) assert.ok(count > 200 && count < 600, `${count} of about 400`);
	});
}

test("the same seed gives the same bytes, however they are cut", () => {
	const whole = hex(seededIds(7), 10_000);
	const ids = seededIds(7);
	assert.equal(hex(ids, 1) + hex(ids, 4999) + hex(ids, 5000), whole);
});

test("another seed gives other bytes", () => {
	assert.notEqual(hex(seededIds(7), 32), hex(seededIds(8), 32));
	assert.notEqual(hex(seededIds("a"), 32), hex(seededIds("b"), 32));
});

test("seeded bytes are the same on every machine", () => {
	assert.equal(hex(seededIds("kii"), 8), "ca2124142fb900fa");
});
