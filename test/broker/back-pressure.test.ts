import assert from "node:assert/strict";
import { test } from "node:test";
import type { PublishedRequest } from "../../src/broker/session.ts";
import { startBroker } from "./broker-fixture.ts";

const topic = "p/topic-a/thing-if/apps/app/x";
const turns = async (count: number) => {
	for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

test("no more is read from a client with too many unanswered requests, until one is answered", async (t) => {
	const answers: (() => void)[] = [];
	const handled: string[] = [];
	const handleRequest = (request: PublishedRequest) => {
		handled.push(String(request.payload));
		return new Promise<void>((resolve) => answers.push(resolve));
	};
	const { connected } = await startBroker(t, { handleRequest, settings: { maxPendingRequests: 3 } });
	const [client, other] = await Promise.all([connected("topic-a"), connected("topic-b")]);
	for (let index = 0; index < 10; index++) client.publish(topic, String(index));
	await turns(10);
	assert.deepEqual(handled, ["0", "1", "2"]);
	await other.ping();
	answers.shift()?.();
	await turns(10);
	assert.deepEqual(handled, ["0", "1", "2", "3"]);

	let written = 0;
	while (client.stream.write(Buffer.alloc(1_000)) && written < 10_000) {
		written++;
		await turns(1);
	}
	assert.ok(written < 1_000, "the client itself is held back");
	for (const answer of answers) answer();
});

test("requests are handed over in the order they were sent", async (t) => {
	const { connected, requests } = await startBroker(t, { settings: { maxPendingRequests: 2 } });
	const client = await connected();
	const sent = Array.from({ length: 500 }, (_, index) => String(index));
	for (const payload of sent) client.publish(topic, payload);
	const replies = [];
	for (const _ of sent) {
		const reply = await client.next();
		replies.push(reply.cmd === "publish" && String(reply.payload));
	}
	assert.deepEqual(replies, sent);
	assert.deepEqual(
		requests.map(({ payload }) => String(payload)),
		sent,
	);
});

test("a request that fails is logged, and counts as answered", async (t) => {
	let calls = 0;
	const handleRequest = (): Promise<void> => {
		calls++;
		if (calls === 1) throw new Error("thrown");
		return Promise.reject(new Error("rejected"));
	};
	const { connected, log } = await startBroker(t, { handleRequest, settings: { maxPendingRequests: 1 } });
	const client = await connected();
	for (let index = 0; index < 5; index++) client.publish(topic);
	await client.ping();
	assert.equal(calls, 5);
	assert.deepEqual(
		log.lines.filter(({ level }) => level === "error").map(({ err }) => String(err)),
		["Error: thrown", ...Array(4).fill("Error: rejected")],
	);
});

test("a reply whose client is gone is dropped", async (t) => {
	let kept: PublishedRequest | undefined;
	const { connected, broker } = await startBroker(t, {
		handleRequest: async (request) => {
			kept = request;
		},
	});
	const client = await connected("topic-a");
	client.publish(topic);
	await client.ping();
	await client.vanish();
	const again = await connected("topic-a");
	kept?.reply("late");
	await again.ping();
	assert.equal(broker.connectionCount(), 1);
});
