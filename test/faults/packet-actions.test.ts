import assert from "node:assert/strict";
import test from "node:test";
import type { Direction, PacketName, PacketRule } from "../../src/faults/fault-rule.ts";
import { connectPacket, type PacketClient } from "../broker/packet-client.ts";
import { type FaultyBroker, startFaultyBroker } from "./faulty-broker.ts";

interface Case {
	readonly on: PacketName;
	readonly direction: Direction;
	/** Before CONNECT. */
	readonly first?: true;
	/** Has exactly one such packet come or leave. */
	cause(client: PacketClient): void;
}

const topic = "p/topic-a/thing-if/apps/app/x";
const connect = (client: PacketClient) => client.send(connectPacket);
const publish = (qos: 0 | 1 | 2) => (client: PacketClient) =>
	client.publish(topic, "hello", { qos, ...(qos === 0 ? {} : { messageId: 7 }) });
const acknowledge = (cmd: "puback" | "pubrec" | "pubrel" | "pubcomp") => (client: PacketClient) =>
	client.send({ cmd, messageId: 7 });
const subscribe = (client: PacketClient) =>
	client.send({ cmd: "subscribe", messageId: 7, subscriptions: [{ topic: "topic-a", qos: 0 }] });
const unsubscribe = (client: PacketClient) =>
	client.send({ cmd: "unsubscribe", messageId: 7, unsubscriptions: ["topic-a"] });
const ping = (client: PacketClient) => client.send({ cmd: "pingreq" });

/** Every packet that a client or this broker sends: it publishes at QoS 0 only, so that no PUBREL leaves it. */
const cases: readonly Case[] = [
	{ on: "connect", direction: "in", first: true, cause: connect },
	{ on: "connack", direction: "out", first: true, cause: connect },
	{ on: "publish", direction: "in", cause: publish(0) },
	{ on: "publish", direction: "out", cause: publish(0) },
	{ on: "puback", direction: "in", cause: acknowledge("puback") },
	{ on: "puback", direction: "out", cause: publish(1) },
	{ on: "pubrec", direction: "in", cause: acknowledge("pubrec") },
	{ on: "pubrec", direction: "out", cause: publish(2) },
	{ on: "pubrel", direction: "in", cause: acknowledge("pubrel") },
	{ on: "pubcomp", direction: "in", cause: acknowledge("pubcomp") },
	{ on: "pubcomp", direction: "out", cause: acknowledge("pubrel") },
	{ on: "subscribe", direction: "in", cause: subscribe },
	{ on: "suback", direction: "out", cause: subscribe },
	{ on: "unsubscribe", direction: "in", cause: unsubscribe },
	{ on: "unsuback", direction: "out", cause: unsubscribe },
	{ on: "pingreq", direction: "in", cause: ping },
	{ on: "pingresp", direction: "out", cause: ping },
	{ on: "disconnect", direction: "in", cause: (client) => client.send({ cmd: "disconnect" }) },
];

interface Setting extends FaultyBroker {
	readonly client: PacketClient;
	/** How many packets of the case have passed. */
	passed(): number;
	readonly isClosed: () => boolean;
	hits(): Promise<number | undefined>;
}

/** Adds the rule, then causes the packet. */
async function cause(t: test.TestContext, { on, direction, first, cause }: Case, rule: Omit<PacketRule, "on">) {
	const broker = await startFaultyBroker(t);
	const client = first ? broker.open() : await broker.connected();
	let isClosed = false;
	void client.closed.then(() => {
		isClosed = true;
	});
	const { id } = await broker.add({ ...rule, on, direction });
	cause(client);
	await broker.settle();
	const setting: Setting = {
		...broker,
		client,
		passed: () => broker.count(direction, on),
		isClosed: () => isClosed,
		hits: async () => (await broker.faults.get(id))?.hits,
	};
	return { ...setting, id };
}

for (const each of cases) {
	const name = `${each.on} ${each.direction}`;
	const isTheEnd = each.on === "disconnect";

	test(`drop ${name}`, async (t) => {
		const { passed, hits, isClosed, notes } = await cause(t, each, { action: "drop" });
		assert.equal(passed(), 0);
		assert.equal(await hits(), 1);
		assert.equal(isClosed(), false);
		assert.equal(notes.length, 1);
		assert.match(notes[0] ?? "", each.direction === "in" ? /^in drop$/ : /^withheld \d+ drop$/);
	});

	test(`delay ${name}, in the emulator's time`, async (t) => {
		const { passed, clock, notes } = await cause(t, each, { action: "delay", delayMs: 500, clock: "emulator" });
		await clock.advance(499);
		assert.equal(passed(), 0);
		await clock.advance(1);
		assert.equal(passed(), 1);
		assert.deepEqual(notes, [`${each.direction} delay`]);
	});

	test(`delay ${name}, in real time`, async (t) => {
		const { passed, realTime } = await cause(t, each, { action: "delay", delayMs: 500 });
		assert.equal(passed(), 0);
		await realTime.advance(500);
		assert.equal(passed(), 1);
	});

	test(`duplicate ${name}`, async (t) => {
		const { passed, seen } = await cause(t, each, { action: "duplicate" });
		assert.equal(passed(), 2);
		const [first, second] = seen.filter(({ direction, name }) => direction === each.direction && name === each.on);
		assert.deepEqual(first?.bytes, second?.bytes);
	});

	for (const how of ["flip", "truncate", "length"] as const) {
		test(`corrupt ${name}: ${how}`, async (t) => {
			const clean = await cause(t, each, { action: "drop", after: 1 });
			const whole = clean.seen.find(({ direction, name }) => direction === each.direction && name === each.on)?.bytes;
			const { seen, hits } = await cause(t, each, { action: "corrupt", how, seed: 3 });
			assert.equal(await hits(), 1);
			const damaged = seen.find(({ direction, name }) => direction === each.direction && name === each.on)?.bytes;
			assert.notEqual(damaged, undefined);
			assert.notDeepEqual(damaged, whole);
		});
	}

	test(`hold and release ${name}`, async (t) => {
		const { passed, faults, id } = await cause(t, each, { action: "hold" });
		assert.equal(passed(), 0);
		assert.equal((await faults.get(id))?.held, 1);
		assert.equal(await faults.release(id), 1);
		assert.equal(passed(), 1);
		assert.equal((await faults.get(id))?.held, 0);
	});

	for (const how of ["close", "reset"] as const) {
		for (const when of ["before", "after"] as const) {
			test(`${how} ${when} ${name}`, async (t) => {
				const { passed, client, resets } = await cause(t, each, { action: `${how}-${when}` });
				await client.closed;
				assert.equal(passed(), when === "before" ? 0 : 1);
				if (!isTheEnd || when === "before") assert.equal(resets.count, how === "reset" ? 1 : 0);
			});
		}
	}
}

test("refuse CONNECT with any return code", async (t) => {
	for (const returnCode of [1, 2, 3, 4, 5, 6, 255]) {
		const { open, add, count, notes } = await startFaultyBroker(t);
		await add({ on: "connect", action: "refuse", returnCode });
		const client = open();
		client.send(connectPacket);
		// Read as bytes: return codes that MQTT does not have are no packets to the client's parser.
		await client.closed;
		assert.deepEqual(Buffer.concat(client.chunks), Buffer.from([0x20, 2, 0, returnCode]));
		assert.equal(count("in", "connect"), 0);
		assert.deepEqual(notes, ["in refuse", "out refuse"]);
	}
});

test("what comes right behind a CONNECT that a rule ends the connection for is neither taken nor judged", async (t) => {
	for (const action of ["close-before", "reset-before", "refuse"] as const) {
		const { open, add, seen, resets, violations } = await startFaultyBroker(t);
		await add({ on: "connect", action, ...(action === "refuse" ? { returnCode: 3 } : {}) });
		const client = open();
		client.send(connectPacket, { cmd: "subscribe", messageId: 7, subscriptions: [{ topic: "topic-a", qos: 0 }] });
		await client.closed;
		// A rule that it broke would have closed the connection before.
		assert.equal(resets.count, action === "reset-before" ? 1 : 0);
		assert.deepEqual(violations, []);
		assert.ok(seen.every(({ direction }) => direction === "out"));
	}
});

test("any: the action is for every packet in its direction", async (t) => {
	const { add, connected, settle, seen } = await startFaultyBroker(t);
	const client = await connected();
	const taken = seen.length;
	await add({ on: "any", action: "drop", direction: "in" });
	for (const { direction, first, cause } of cases) if (direction === "in" && !first) cause(client);
	await settle();
	assert.equal(seen.length, taken);
});
