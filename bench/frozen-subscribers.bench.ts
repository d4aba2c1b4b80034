// 100 clients that have subscribed and read nothing, under push messages without a pause, beside 10 that read and a thing
// that makes requests over MQTT.
//   node build/bench/frozen-subscribers.bench.js
// Prints resident memory in MiB: at most 64 above idle; and how long the requests and the pushes to those that read took,
// with the frozen ones and, under the same messages, without: at most 50 ms more.
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import { connectDevice, type Device, endpointCredentials } from "../test/helpers/device.ts";
import { call, newOwner } from "../test/helpers/owner.ts";
import type { Residence } from "./frozen-subscribers/emulator.ts";
import { nextMessage } from "./push-fan-out/child.ts";
import type { EmulatorAddress } from "./push-fan-out/emulator.ts";

const frozenCount = 100;
const readerCount = 10;
/** Messages to every subscriber, and how many are under way at the same time. */
const messages = 1_500;
const atOnce = 4;
/** Near the most that a push message may have. */
const filler = "x".repeat(3_800);

const child: ChildProcess = fork(new URL("./frozen-subscribers/emulator.js", import.meta.url));
const emulator = await nextMessage<EmulatorAddress>(child);
const { appID, clientID, clientSecret } = emulator.app;
const api = `/api/apps/${appID}`;
const { body: admin } = await call(emulator, undefined, "POST", `${api}/oauth2/token`, {
	client_id: clientID,
	client_secret: clientSecret,
});

async function asAdmin(method: string, path: string, body?: unknown) {
	const answer = await call(emulator, admin.access_token, method, `${api}${path}`, body);
	assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
	return answer.body;
}

/** The MQTT endpoint of a new user who has subscribed to the topic. */
async function subscriber(topic: string, index: number): Promise<Record<string, string>> {
	const user = { loginName: `${topic}-${index}`, password: "1234" };
	const { userID } = (await call(emulator, undefined, "POST", `${api}/users`, user)).body;
	const installation = { deviceType: "MQTT", development: false, userID };
	const { installationID } = await asAdmin("POST", "/installations", installation);
	await asAdmin("PUT", `/topics/${topic}/push/subscriptions/users/${userID}`);
	return asAdmin("GET", `/installations/${installationID}/mqtt-endpoint`);
}

/** A client that takes its SUBACK, and then no byte more. */
async function freeze({ mqttTopic = "", username = "", password = "" }: Record<string, string>): Promise<Socket> {
	const socket = connect(emulator.ports.tcp, "127.0.0.1");
	socket.on("error", () => {});
	const credentials = { clientId: mqttTopic, username, password: Buffer.from(password), keepalive: 0, clean: true };
	socket.write(generate({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, ...credentials }));
	await once(socket, "data");
	socket.write(generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: mqttTopic, qos: 0 }] }));
	await once(socket, "data");
	return socket.pause();
}

function residence(): Promise<Residence> {
	child.send("residence");
	return nextMessage<Residence>(child);
}

/** Sends all messages to a topic; milliseconds of each request of the thing meanwhile, and of each push to a reader. */
async function load(topic: string, request: () => Promise<unknown>, readers: readonly Device[]) {
	const times = { requests: [] as number[], pushes: [] as number[] };
	let left = messages;
	let done = false;
	const lane = async () => {
		while (left-- > 0) {
			await asAdmin("POST", `/topics/${topic}/push/messages`, {
				data: { filler, sentAt: performance.now() },
				mqtt: { enabled: true },
			});
		}
	};
	const reading = readers.map(async (reader) => {
		for (let count = 0; count < messages; count++) {
			const { sentAt } = (await reader.nextPush()) as { sentAt: number };
			times.pushes.push(performance.now() - sentAt);
		}
	});
	const sending = Promise.all([...Array.from({ length: atOnce }, lane), ...reading]).finally(() => {
		done = true;
	});
	while (!done) {
		const start = performance.now();
		await request();
		times.requests.push(performance.now() - start);
	}
	await sending;
	return times;
}

async function readersOf(topic: string): Promise<Device[]> {
	await asAdmin("PUT", `/topics/${topic}`);
	return Promise.all(
		Array.from({ length: readerCount }, async (_, index) => {
			const endpoint = await subscriber(topic, index);
			const device = await connectDevice(emulator, "mqtt", endpointCredentials(endpoint), { keepalive: 0 });
			await device.client.subscribeAsync(`${endpoint.mqttTopic}`);
			return device;
		}),
	);
}

const owner = await newOwner(emulator);
const thing = await owner.onboard("thing");
const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
const request = () => device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ power: true }));

const mebibytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);
const quantile = (values: readonly number[], q: number) =>
	(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0).toFixed(1);
const show = (title: string, values: readonly number[]) =>
	console.log(
		`${title.padEnd(34)} p50 ${quantile(values, 0.5)}, p99 ${quantile(values, 0.99)}, most ${quantile(values, 1)} ms`,
	);

const without = await load("nobody-frozen", request, await readersOf("nobody-frozen"));
const readers = await readersOf("frozen");
const frozen = await Promise.all(
	Array.from({ length: frozenCount }, async (_, index) => freeze(await subscriber("frozen", readerCount + index))),
);
const idle = (await residence()).now;
const during = await load("frozen", request, readers);
const { most } = await residence();
// Reading on, each finds that it was closed.
await Promise.all(frozen.map((socket) => once(socket.resume(), "close")));
console.log(
	`resident memory idle ${mebibytes(idle)} MiB, at the most ${mebibytes(most)} (${mebibytes(most - idle)} more)`,
);
show("requests without frozen", without.requests);
show("requests with frozen", during.requests);
show("pushes to readers without frozen", without.pushes);
show("pushes to readers with frozen", during.pushes);
process.exit();
