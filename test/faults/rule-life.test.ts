import assert from "node:assert/strict";
import test from "node:test";
import type { PacketRule } from "../../src/faults/fault-rule.ts";
import { FaultRuleError } from "../../src/faults/fault-rule-error.ts";
import type { PacketClient } from "../broker/packet-client.ts";
import { startFaultyBroker } from "./faulty-broker.ts";

/** Which of `count` PINGREQs are answered, in order. */
async function answered(client: PacketClient, settle: () => Promise<void>, answers: () => number, count: number) {
	const result: boolean[] = [];
	for (let each = 0; each < count; each++) {
		const before = answers();
		client.send({ cmd: "pingreq" });
		await settle();
		result.push(answers() > before);
	}
	return result;
}

async function pings(t: test.TestContext, rule: Partial<PacketRule>, count = 6) {
	const broker = await startFaultyBroker(t);
	const client = await broker.connected();
	const { id } = await broker.add({ on: "pingresp", action: "drop", ...rule });
	const result = await answered(client, broker.settle, () => broker.count("out", "pingresp"), count);
	return { result, status: await broker.faults.get(id) };
}

test("after lets matches pass, times ends the rule by itself", async (t) => {
	const { result, status } = await pings(t, { after: 2, times: 3 });
	assert.deepEqual(result, [true, true, false, false, false, true]);
	assert.equal(status?.hits, 3);
	assert.equal(status?.matches, 5);
	assert.equal(status?.state, "ended");
});

test("chance is the same for the same seed, and another for another", async (t) => {
	const rule = { probability: 0.5, seed: 7 };
	const [first, second, other] = [
		await pings(t, rule, 24),
		await pings(t, rule, 24),
		await pings(t, { ...rule, seed: 8 }, 24),
	];
	assert.deepEqual(first.result, second.result);
	assert.notDeepEqual(first.result, other.result);
	const hits = first.result.filter((passed) => !passed).length;
	assert.equal(first.status?.hits, hits);
	assert.ok(hits > 0 && hits < 24);
});

test("a seed that was chosen is told, and makes it happen again", async (t) => {
	const first = await pings(t, { probability: 0.5 }, 24);
	const again = await pings(t, { probability: 0.5, seed: first.status?.seed ?? -1 }, 24);
	assert.deepEqual(again.result, first.result);
});

test("a rule asks for client, app, listener, connection, topic and what it is", async (t) => {
	const broker = await startFaultyBroker(t);
	const [a, b] = [await broker.connected("topic-a"), await broker.connected("topic-b")];
	await b.subscribe("topic-b");
	const replies = () => broker.count("out", "publish");
	const request = async (client: PacketClient, id: string, rest = "x") => {
		const before = replies();
		client.publish(`p/${id}/thing-if/apps/app/${rest}`, "hello");
		await broker.settle();
		return replies() > before;
	};
	const tries: readonly [Partial<PacketRule>, boolean, boolean][] = [
		[{ client: "topic-a" }, false, true],
		[{ client: "topic-x" }, true, true],
		[{ app: "app" }, false, false],
		[{ listener: "tcp" }, false, false],
		[{ listener: "ws" }, true, true],
		[{ connection: 2 }, true, false],
		[{ topic: "p/+/thing-if/apps/app/x" }, false, false],
		[{ topic: "p/topic-b/#" }, true, false],
		[{ topic: "topic-b" }, true, true],
		[{ what: "reply" }, false, false],
		[{ what: "push" }, true, true],
		[{ direction: "out" }, false, false],
	];
	for (const [asked, passesA, passesB] of tries) {
		const { id } = await broker.add({ on: "publish", action: "drop", ...asked });
		assert.deepEqual(
			[await request(a, "topic-a"), await request(b, "topic-b")],
			[passesA, passesB],
			JSON.stringify(asked),
		);
		await broker.faults.remove(id);
	}
});

test("a CONNECT is of the app that it asks for, before it is let in", async (t) => {
	const broker = await startFaultyBroker(t);
	await broker.add({ on: "connect", action: "refuse", returnCode: 3, app: "app", times: 1 });
	assert.equal(await broker.open().connect({ clientId: "topic-a" }), 3);
	assert.equal(await broker.open().connect({ clientId: "topic-a" }), 0);
});

test("the first rule that hits acts, the others are not asked", async (t) => {
	const broker = await startFaultyBroker(t);
	const client = await broker.connected();
	const first = await broker.add({ on: "pingreq", action: "drop", times: 1 });
	const second = await broker.add({ on: "any", action: "drop", times: 1 });
	assert.deepEqual(await answered(client, broker.settle, () => broker.count("out", "pingresp"), 3), [
		false,
		false,
		true,
	]);
	assert.equal((await broker.faults.get(first.id))?.hits, 1);
	assert.equal((await broker.faults.get(second.id))?.matches, 1);
});

test("a delayed packet is overtaken, unless it is in order", async (t) => {
	for (const inOrder of [false, true]) {
		const broker = await startFaultyBroker(t);
		const client = await broker.connected();
		await broker.add({ on: "publish", direction: "out", action: "delay", delayMs: 50, times: 1, inOrder });
		client.publish("p/topic-a/thing-if/apps/app/x", "first");
		await broker.settle();
		client.send({ cmd: "pingreq" });
		await broker.settle();
		assert.equal(broker.count("out", "pingresp"), inOrder ? 0 : 1);
		await broker.realTime.advance(50);
		const names = broker.seen.filter(({ direction }) => direction === "out").map(({ name }) => name);
		assert.deepEqual(names.slice(1), inOrder ? ["publish", "pingresp"] : ["pingresp", "publish"]);
	}
});

test("jitter stays within its bounds and follows the seed", async (t) => {
	const broker = await startFaultyBroker(t);
	const client = await broker.connected();
	await broker.add({ on: "pingresp", action: "delay", delayMs: 100, jitterMs: 20, seed: 1 });
	for (let ping = 0; ping < 10; ping++) client.send({ cmd: "pingreq" });
	await broker.settle();
	await broker.realTime.advance(79);
	assert.equal(broker.count("out", "pingresp"), 0);
	await broker.realTime.advance(21);
	const half = broker.count("out", "pingresp");
	assert.ok(half > 0 && half < 10);
	await broker.realTime.advance(20);
	assert.equal(broker.count("out", "pingresp"), 10);
});

test("what a removed rule holds is let go; what a cleared one holds or delays is gone", async (t) => {
	const broker = await startFaultyBroker(t);
	const client = await broker.connected();
	const hold = { on: "pingresp", action: "hold" } as const;
	const { id } = await broker.add(hold);
	client.send({ cmd: "pingreq" });
	await broker.settle();
	await broker.faults.remove(id);
	assert.equal(broker.count("out", "pingresp"), 1);
	await broker.add({ ...hold, times: 1 });
	await broker.add({ on: "pingresp", action: "delay", delayMs: 10 });
	client.send({ cmd: "pingreq" });
	client.send({ cmd: "pingreq" });
	await broker.settle();
	await broker.faults.clear();
	await broker.realTime.advance(10);
	assert.equal(broker.count("out", "pingresp"), 1);
	assert.deepEqual(await broker.faults.list(), []);
});

test("held packets are forgotten with their connection", async (t) => {
	const broker = await startFaultyBroker(t);
	const client = await broker.connected();
	const { id } = await broker.add({ on: "pingresp", action: "hold" });
	client.send({ cmd: "pingreq" });
	await broker.settle();
	assert.equal((await broker.faults.get(id))?.held, 1);
	await client.vanish();
	await broker.settle();
	assert.equal((await broker.faults.get(id))?.held, 0);
});

test("clear takes the rules of one app, or all", async (t) => {
	const { faults, add } = await startFaultyBroker(t);
	await add({ id: "mine", on: "any", action: "drop", app: "app" });
	await add({ id: "all", on: "any", action: "drop" });
	await faults.clear("app");
	assert.deepEqual(
		(await faults.list()).map(({ id }) => id),
		["all"],
	);
	await assert.rejects(add({ id: "all", on: "any", action: "drop" }), FaultRuleError);
	await faults.clear();
	assert.deepEqual(await faults.list(), []);
});
