import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "../../../src/core/installation.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import type { StateStore } from "../../../src/core/ports.ts";
import { fanOut } from "../../../src/core/push/fan-out.ts";
import type { Outgoing } from "../../../src/core/push/outgoing.ts";
import { appID, createTestCore } from "../../helpers/core.ts";

const folder = "app/x/topic-subscriber/app/news";

async function withSubscribers(count: number) {
	const core = await createTestCore();
	const handed: { mqttTopic: string; payloads: readonly string[] }[] = [];
	const mqttTopics: string[] = [];
	for (let index = 0; index < count; index++) {
		const owner = { type: "user", id: `u${String(index).padStart(5, "0")}` } as const;
		const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development: index % 2 === 1 });
		mqttTopics.push((await mqttEndpointOf(core, appID, installationID)).mqttTopic);
		await core.store.commit([{ key: `${folder}/user%3A${owner.id}`, value: owner }]);
	}
	const push = {
		...core.push,
		pushAll(mqttTopic: string, payloads: readonly string[]) {
			handed.push({ mqttTopic, payloads });
			return true;
		},
	};
	const received = (mqttTopic: string) =>
		handed.filter((each) => each.mqttTopic === mqttTopic).flatMap(({ payloads }) => payloads);
	return { core: { ...core, push }, handed, mqttTopics, received };
}

function message(MQTT: string, environments = { sendToDevelopment: true, sendToProduction: true }): Outgoing {
	const reach = { receivers: 0, installations: 0, delivered: 0 };
	return { appID, kind: "PUSH_TO_USER", payloads: { ...environments, MQTT }, reach };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("messages sent while another is on its way go along, each subscriber gets all of them once and in order", async () => {
	const { core, handed, mqttTopics, received } = await withSubscribers(500);
	const sent: string[] = [];
	const messages: Outgoing[] = [];
	const all: Promise<void>[] = [];
	for (let index = 0; index < 20; index++) {
		const text = `m${index}`;
		sent.push(text);
		const outgoing = message(text);
		messages.push(outgoing);
		all.push(fanOut(core, folder, outgoing));
		if (index % 3 === 0) await turn();
	}
	await Promise.all(all);
	for (const mqttTopic of mqttTopics) assert.deepEqual(received(mqttTopic), sent);
	assert.ok(handed.length < 500 * 4, `${handed.length} times handed over`);
	for (const { reach } of messages) assert.deepEqual(reach, { receivers: 500, installations: 500, delivered: 500 });
});

test("a message is done when everybody has it, not when all that travels with it is done", async () => {
	const { core, mqttTopics, received } = await withSubscribers(200);
	const order: string[] = [];
	const first = fanOut(core, folder, message("first")).then(() => {
		order.push("first");
		for (const mqttTopic of mqttTopics) assert.ok(received(mqttTopic).includes("first"));
	});
	await turn();
	const second = fanOut(core, folder, message("second")).then(() => order.push("second"));
	await Promise.all([first, second]);
	assert.deepEqual(order, ["first", "second"]);
	await fanOut(core, folder, message("third"));
	for (const mqttTopic of mqttTopics) assert.deepEqual(received(mqttTopic), ["first", "second", "third"]);
});

test("of messages that go together each goes to its environments only", async () => {
	const { core, mqttTopics, received } = await withSubscribers(2);
	await Promise.all([
		fanOut(core, folder, message("both")),
		fanOut(core, folder, message("production", { sendToDevelopment: false, sendToProduction: true })),
		fanOut(core, folder, message("development", { sendToDevelopment: true, sendToProduction: false })),
	]);
	assert.deepEqual(mqttTopics.map(received), [
		["both", "production"],
		["both", "development"],
	]);
});

test("no subscriber gets more at once than a connection can take in one piece", async () => {
	const { core, handed, mqttTopics, received } = await withSubscribers(20);
	const texts = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(4096, "x"));
	await Promise.all(texts.map((text) => fanOut(core, folder, message(text))));
	for (const mqttTopic of mqttTopics) assert.deepEqual(received(mqttTopic), texts);
	for (const { payloads } of handed) assert.ok(payloads.join("").length <= 65_536);
});

test("a fault of the store is told to all that travel, and the next message starts anew", async () => {
	const { core, mqttTopics, received } = await withSubscribers(3);
	let fails = true;
	const store: StateStore = {
		...core.store,
		list: (key, page) => (fails && key === folder ? Promise.reject(new Error("disk")) : core.store.list(key, page)),
	};
	const failing = { ...core, store };
	const outcomes = await Promise.allSettled([1, 2].map((each) => fanOut(failing, folder, message(`${each}`))));
	assert.deepEqual(
		outcomes.map(({ status }) => status),
		["rejected", "rejected"],
	);
	fails = false;
	await fanOut(failing, folder, message("again"));
	for (const mqttTopic of mqttTopics) assert.deepEqual(received(mqttTopic), ["again"]);
});

test("who has been looked up is known to the next message, until a subscription or an installation changes", async () => {
	const { core, mqttTopics, received } = await withSubscribers(40);
	let lookUps = 0;
	const store: StateStore = {
		...core.store,
		list: (key, page) => {
			lookUps++;
			return core.store.list(key, page);
		},
	};
	const counting = { ...core, store };
	const send = async (text: string) => {
		lookUps = 0;
		const outgoing = message(text, { sendToDevelopment: false, sendToProduction: true });
		await fanOut(counting, folder, outgoing);
		return { lookUps, receivers: outgoing.reach.receivers };
	};
	assert.ok((await send("a")).lookUps >= 40);
	await core.store.commit([{ key: "app/x/thing/t", value: 1 }]);
	assert.deepEqual(await send("b"), { lookUps: 0, receivers: 40 });

	await core.store.commit([{ key: `${folder}/user%3Au00001`, value: undefined }]);
	assert.deepEqual(await send("c"), { lookUps: 42, receivers: 39 });
	assert.deepEqual(await send("d"), { lookUps: 0, receivers: 39 });

	const owner = { type: "user", id: "u00003" } as const;
	const { installationID } = await install(core, appID, owner, { deviceType: "MQTT", development: false });
	const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
	assert.ok((await send("e")).lookUps > 0);
	assert.deepEqual(received(mqttTopic), ["e"]);
	assert.deepEqual(received(mqttTopics[0] ?? ""), ["a", "b", "c", "d", "e"]);
});

test("a subscription that comes while subscribers are looked up is known to the next message", async () => {
	const { core } = await withSubscribers(40);
	const first = fanOut(core, folder, message("first"));
	await turn();
	const owner = { type: "user", id: "u00000a" } as const;
	await core.store.commit([{ key: `${folder}/user%3A${owner.id}`, value: owner }]);
	await first;
	const second = message("second");
	await fanOut(core, folder, second);
	assert.equal(second.reach.receivers, 41);
});

test("subscribers of few topics are remembered, those used last", async () => {
	const { core } = await withSubscribers(1);
	let watching = 0;
	const store: StateStore = {
		...core.store,
		onceChanged: (prefixes, changed) => {
			watching++;
			const cancel = core.store.onceChanged(prefixes, changed);
			return () => {
				watching--;
				cancel();
			};
		},
	};
	const counting = { ...core, store };
	for (let index = 0; index < 100; index++) await fanOut(counting, `${folder}${index}`, message("x"));
	assert.ok(watching <= 16, `${watching} folders are remembered`);
});
