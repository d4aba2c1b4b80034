// What a reset of everything costs: 10,000 objects and 1,000 clients that are connected and subscribed.
//   node build/bench/reset.bench.js
// Prints milliseconds until the reset is done; 50 is the most it may be. Needs 2,100 open files.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import { createEmulator, type Emulator } from "../src/index.ts";

const objects = 10_000;
const clients = 1000;
const rounds = 5;
const limit = 50;
const atATime = 50;

async function inBatches(count: number, work: (index: number) => Promise<void>): Promise<void> {
	for (let start = 0; start < count; start += atATime) {
		await Promise.all(Array.from({ length: Math.min(atATime, count - start) }, (_, index) => work(start + index)));
	}
}

async function post(url: string, token: string, body: unknown, type: string): Promise<Record<string, unknown>> {
	const headers = { Authorization: `Bearer ${token}`, "Content-Type": type };
	const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
	if (!reply.ok) throw new Error(await reply.text());
	return (await reply.json()) as Record<string, unknown>;
}

async function connectClient(emulator: Emulator, endpoint: Record<string, string>): Promise<Socket> {
	const { mqttTopic = "", username = "", password = "" } = endpoint;
	const socket = connect(emulator.ports.tcp, "127.0.0.1");
	socket.on("error", () => {});
	socket.write(
		generate({
			cmd: "connect",
			protocolId: "MQTT",
			protocolVersion: 4,
			clean: true,
			clientId: mqttTopic,
			username,
			password: Buffer.from(password),
			keepalive: 0,
		}),
	);
	await once(socket, "data");
	socket.write(generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: mqttTopic, qos: 0 }] }));
	await once(socket, "data");
	return socket;
}

async function fill(emulator: Emulator): Promise<Socket[]> {
	const { adminToken, appID } = await emulator.apps.create();
	const { url } = emulator;
	await inBatches(objects, async (index) => {
		await post(`${url}/api/apps/${appID}/buckets/data/objects`, adminToken, { index }, "application/json");
	});
	const sockets: Socket[] = [];
	await inBatches(clients, async (index) => {
		const body = { vendorThingID: `v${index}`, thingPassword: "1234" };
		const type = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";
		const { mqttEndpoint } = await post(`${url}/thing-if/apps/${appID}/onboardings`, adminToken, body, type);
		sockets.push(await connectClient(emulator, mqttEndpoint as Record<string, string>));
	});
	return sockets;
}

const emulator = await createEmulator();
const times: number[] = [];
for (let round = 0; round < rounds; round++) {
	const sockets = await fill(emulator);
	const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
	const start = performance.now();
	const { connectionsClosed } = await emulator.reset();
	times.push(performance.now() - start);
	if (connectionsClosed !== clients) throw new Error(`${connectionsClosed} connections were closed`);
	await closed;
}
await emulator.close();
const median = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
console.log(`reset: ${median.toFixed(1)} ms (${times.map((time) => time.toFixed(1)).join(", ")})`);
if (median > limit) {
	console.error(`more than ${limit} ms`);
	process.exitCode = 1;
}
