import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Buffering, createBufferedTotal } from "../../src/broker/buffered-total.ts";
import { startBroker } from "./broker-fixture.ts";

class Client implements Buffering {
	readonly stream = Object.assign(new EventEmitter(), { writableLength: 0 }) as unknown as Duplex & {
		writableLength: number;
	};
	readonly cuts: string[] = [];

	cutOff(_setting: string, waiting: string): void {
		this.cuts.push(waiting);
	}

	waits(bytes: number): this {
		this.stream.writableLength = bytes;
		return this;
	}
}

test("beyond the limit the client for which the most waits is cut off, and only that", () => {
	const total = createBufferedTotal(100_000);
	const [a, b, c] = [new Client(), new Client(), new Client()];
	total.written(a.waits(30_000));
	total.written(b.waits(45_000));
	total.written(c.waits(20_000));
	assert.deepEqual([a.cuts, b.cuts, c.cuts], [[], [], []]);
	total.written(a.waits(40_000));
	assert.deepEqual([a.cuts, b.cuts, c.cuts], [[], ["45000 bytes wait for it, and 105000 for all clients"], []]);
	total.written(a.waits(79_000));
	assert.deepEqual(a.cuts, []);
});

test("what has left, or whose client has gone, does not count", () => {
	const total = createBufferedTotal(100_000);
	const [a, b, c] = [new Client(), new Client(), new Client()];
	total.written(a.waits(60_000));
	a.waits(0).stream.emit("drain");
	total.written(b.waits(60_000));
	total.forget(b);
	total.written(c.waits(90_000));
	assert.deepEqual([a.cuts, b.cuts, c.cuts], [[], [], []]);
});

test("clients that read count for nothing, however many there are", () => {
	const total = createBufferedTotal(100_000);
	const clients = Array.from({ length: 1_000 }, () => new Client());
	for (const client of clients) total.written(client.waits(16_000));
	assert.ok(clients.every(({ cuts }) => cuts.length === 0));
});

test("100 clients that do not read are cut off one after the other; all pushes reach one that does", async (t) => {
	const settings = { maxBufferedTotal: 500_000 };
	const { connected, broker, log } = await startBroker(t, { settings });
	const reader = await connected("topic-reader");
	await reader.subscribe("topic-reader");
	const frozen = await Promise.all(
		Array.from({ length: 100 }, async (_, index) => {
			const client = await connected(`topic-${index}`);
			await client.subscribe(`topic-${index}`);
			client.freeze();
			return client;
		}),
	);
	const payload = "x".repeat(4_000);
	// Until few of them are left: each had its share, far below max-buffered-bytes.
	for (let round = 0; broker.connectionCount() > 20; round++) {
		for (let index = 0; index < 100; index++) broker.push(`topic-${index}`, payload);
		assert.equal(broker.push("topic-reader", String(round)), true);
		const push = await reader.next();
		assert.equal(push.cmd === "publish" && String(push.payload), String(round));
		await nextTurn();
	}
	assert.ok(log.warnings.every(({ setting }) => setting === "maxBufferedTotal"));
	assert.match(
		log.warnings[0]?.message ?? "",
		/bytes wait for it, and \d+ for all clients, where maxBufferedTotal allows/,
	);
	await reader.ping();
	for (const client of frozen) client.stream.destroy();
});
