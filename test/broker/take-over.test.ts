import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";

test("[MQTT-3.1.4-2] a second connection with a client ID takes over", async (t) => {
	const { connected, broker, log } = await startBroker(t);
	const first = await connected("topic-a");
	await first.subscribe("topic-a");
	const second = await connected("topic-a");
	assert.deepEqual(await first.closed, []);
	assert.equal(broker.connectionCount(), 1);
	assert.equal(broker.push("topic-a", "{}"), false, "the subscription of the first is gone with it");
	assert.deepEqual(await second.subscribe("topic-a"), [0]);
	assert.equal(broker.push("topic-a", "{}"), true);
	assert.equal((await second.next()).cmd, "publish");
	assert.ok(log.lines.some(({ message }) => /takes over/.test(message)));
});

test("take-over works again and again, also while the first is still connecting", async (t) => {
	const { open, broker } = await startBroker(t);
	const clients = Array.from({ length: 20 }, open);
	const connecting = Promise.allSettled(clients.map((client) => client.connect({ clientId: "topic-a" })));
	await connecting;
	const last = clients.at(-1);
	assert.ok(last);
	assert.equal(broker.connectionCount(), 1);
	assert.deepEqual(await last.subscribe("topic-a"), [0]);
	assert.equal(broker.push("topic-a", "{}"), true);
});

test("any number of anonymous clients at once, none takes over another", async (t) => {
	const { connected, broker, requests } = await startBroker(t);
	const clients = await Promise.all(Array.from({ length: 50 }, () => connected("anonymous")));
	assert.equal(broker.connectionCount(), 50);
	const topic = "p/anonymous/thing-if/apps/app/onboardings";
	for (const [index, client] of clients.entries()) client.publish(topic, String(index));
	for (const [index, client] of clients.entries()) {
		const reply = await client.next();
		assert.equal(reply.cmd === "publish" && String(reply.payload), String(index));
	}
	assert.equal(new Set(requests.map(({ connection }) => connection)).size, 50);
	for (const client of clients) await client.ping();
});

test("onConnected and onDisconnected are called once a session, the old one's before the new one's", async (t) => {
	const calls: string[] = [];
	const { connected, open } = await startBroker(t, {
		onConnected: ({ kind }, clientID) => calls.push(`+${kind} ${clientID}`),
		onDisconnected: ({ kind }, clientID) => calls.push(`-${kind} ${clientID}`),
	});
	await connected("topic-a");
	const second = await connected("topic-a");
	const onboarding = await connected("anonymous");
	await open().connect({ password: Buffer.from("wrong") });
	await second.vanish();
	onboarding.send({ cmd: "disconnect" });
	await onboarding.closed;
	assert.deepEqual(calls, [
		"+endpoint topic-a",
		"-endpoint topic-a",
		"+endpoint topic-a",
		"+onboarding anonymous",
		"-endpoint topic-a",
		"-onboarding anonymous",
	]);
});
