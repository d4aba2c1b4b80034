import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

const payload = "x".repeat(100);

test("a subscriber that does not read is closed at its limit, and stalls nobody meanwhile", async (t) => {
	const { connected, broker, log } = await startBroker(t, { settings: { maxBufferedBytes: 100_000 } });
	const [frozen, a, b] = await Promise.all([connected("topic-f"), connected("topic-a"), connected("topic-b")]);
	await frozen.subscribe("topic-f");
	await b.subscribe("topic-b");
	frozen.freeze();
	let accepted = 0;
	for (let round = 0; round < 500; round++) {
		for (let pushes = 0; pushes < 10; pushes++) if (broker.push("topic-f", payload)) accepted++;
		a.publish("p/topic-a/thing-if/apps/app/x", String(round));
		const reply = await a.next();
		assert.equal(reply.cmd === "publish" && String(reply.payload), String(round));
		assert.equal(broker.push("topic-b", String(round)), true);
		const push = await b.next();
		assert.equal(push.cmd === "publish" && String(push.payload), String(round));
	}
	assert.ok(accepted > 500 && accepted < 2_000, `${accepted} pushes were accepted`);
	assert.equal(broker.connectionCount(), 2);
	await frozen.closed;
	assert.deepEqual(
		log.warnings.map(({ clientID, setting }) => [clientID, setting]),
		[["topic-f", "maxBufferedBytes"]],
	);
	assert.match(log.warnings[0]?.message ?? "", /does not read/);
});

test("so is one that sends without reading its answers", async (t) => {
	const { connected, broker } = await startBroker(t, { settings: { maxBufferedBytes: 10_000 } });
	const client = await connected();
	client.freeze();
	const pings = Buffer.alloc(2_000, Buffer.from([0xc0, 0x00]));
	while (broker.connectionCount() > 0) {
		client.stream.write(pings);
		await new Promise(setImmediate);
	}
});

test("many pushes in one turn all arrive at a client that reads", async (t) => {
	const { connected, broker } = await startBroker(t);
	const client = await connected("topic-a");
	await client.subscribe("topic-a");
	for (let index = 0; index < 2_000; index++) assert.equal(broker.push("topic-a", String(index)), true);
	for (let index = 0; index < 2_000; index++) {
		const push = await client.next();
		assert.equal(push.cmd === "publish" && String(push.payload), String(index));
	}
});
