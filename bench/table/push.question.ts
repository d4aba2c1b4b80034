// One push message to a topic with 10,000 subscribed and connected things, beside stock aedes and mosquitto handing one message of
// the same length to 10,000 subscribers; messages a second from sending to the last delivery.
import type { ChildProcess } from "node:child_process";
import { nextMessage, now, startChild } from "../push-fan-out/child.ts";
import type { Arrivals, ReceiverCredentials, ReceiversOrder, ReceiversReport } from "../push-fan-out/receivers.ts";
import { count } from "./counts.ts";
import { inTurn } from "./in-turn.ts";
import { openClient, publishPacket } from "./mqtt-client.ts";
import { startEmulator } from "./peers/emulator.ts";
import { startAedes, startMosquitto } from "./peers/peers.ts";
import type { Server } from "./peers/server.ts";
import { pushedText, pushMessage } from "./push-message.ts";
import { answer } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";
import { seedThing, withThings } from "./things-seed.ts";

const subscribers = count(10_000, 200);
const topic = "one-to-many";

interface Side {
	readonly server: Server;
	readonly receivers: ChildProcess;
	send(): Promise<unknown>;
}

async function connectReceivers(url: string, receivers: readonly ReceiverCredentials[]): Promise<ChildProcess> {
	const child = startChild("receivers");
	child.send({ port: Number(new URL(url).port), receivers } satisfies ReceiversOrder);
	await nextMessage<ReceiversReport>(child);
	return child;
}

async function peerSide(start: typeof startAedes): Promise<Side> {
	const server = await start();
	const clients = Array.from({ length: subscribers }, (_, index) => ({ clientId: `receiver-${index}`, topic }));
	const receivers = await connectReceivers(server.url, clients);
	const publisher = await openClient(server.url, { clientId: "publisher" });
	const packet = publishPacket(topic, pushedText);
	return { server, receivers, send: async () => publisher.send(packet) };
}

async function ourSide(file: string): Promise<Side> {
	const server = await startEmulator(`--seed=${file}`);
	const clients = Array.from({ length: subscribers }, (_, index) => {
		const { login, topic: own } = seedThing(index);
		return { ...login, topic: own };
	});
	const receivers = await connectReceivers(server.urls.mqtt, clients);
	return { server, receivers, send: () => pushMessage(server.urls.http, 0) };
}

/** Messages a second. */
async function measure({ receivers, send }: Side): Promise<number> {
	receivers.send({ expect: subscribers } satisfies ReceiversOrder);
	await nextMessage<ReceiversReport>(receivers);
	const delivered = nextMessage<Arrivals>(receivers);
	const begin = now();
	const sent = send();
	const { last } = await delivered;
	await sent;
	return (subscribers / (last - begin)) * 1000;
}

await withThings(subscribers, 1, async (file) => {
	const sides = [await ourSide(file), await peerSide(startAedes), await peerSide(startMosquitto)];
	const [ours = [], aedes = [], mosquitto = []] = await inTurn(sides, { warmUp: 3, measured: count(15, 3) }, measure);
	for (const { server, receivers } of sides) {
		receivers.disconnect();
		await server.stop();
	}
	const rate = (values: readonly number[]) => `${median(values).toFixed(0)}/s`;
	const question = `push, one message to ${subscribers} connected installations`;
	await answer(
		{
			question,
			ours: rate(ours),
			peer: `stock aedes one-to-many ${rate(aedes)}`,
			ratio: ratioOf(ours, aedes),
			bar: { atLeast: 3 },
		},
		{
			question: "the same",
			ours: rate(ours),
			peer: `mosquitto one-to-many ${rate(mosquitto)}`,
			ratio: ratioOf(ours, mosquitto),
			bar: { atLeast: 1 },
		},
	);
});
