import { test } from "node:test";
import { generate } from "mqtt-packet";
import { startBroker } from "./broker-fixture.ts";
import { connectPacket } from "./packet-client.ts";

/** Numbers below `limit` in a sequence that is the same in every run (xorshift32). */
function sequence(seed: number) {
	let state = seed;
	return (limit: number) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % limit;
	};
}

const valid = [
	generate(connectPacket),
	generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "topic-a", qos: 1 }] }),
	generate({ cmd: "unsubscribe", messageId: 2, unsubscriptions: ["topic-a"] }),
	generate({
		cmd: "publish",
		topic: "p/topic-a/thing-if/apps/app/x",
		payload: "x",
		qos: 2,
		messageId: 3,
		dup: false,
		retain: true,
	}),
	generate({ cmd: "pubrel", messageId: 3 }),
	generate({ cmd: "pingreq" }),
];

test("whatever bytes a client sends, the broker lives and serves others", async (t) => {
	const { open, connected, broker } = await startBroker(t);
	const bystander = await connected("topic-b");
	const random = sequence(20_240_607);
	for (let round = 0; round < 2_000; round++) {
		const client = open();
		const packets = round % 2 === 0 ? [generate(connectPacket)] : [];
		for (let count = 0; count < 5; count++) packets.push(Buffer.from(valid[random(valid.length)] ?? ""));
		const sent = Buffer.concat(packets);
		const from = packets[0]?.length ?? 0;
		for (let count = random(4); count >= 0; count--) sent[from + random(sent.length - from)] = random(256);
		client.send(sent);
		if (round % 50 === 0) await bystander.ping();
		client.stream.end();
	}
	await bystander.ping();
	while (broker.connectionCount() > 1) await new Promise(setImmediate);
});
