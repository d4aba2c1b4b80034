// One push message to a topic with 10,000 subscribed and connected installations, beside stock aedes handing one message
// to 10,000 subscribers, in the same run. Meanwhile a thing makes API requests over MQTT.
//   node build/bench/push-fan-out.bench.js
// Prints messages a second from the first to the last delivery, their ratio (3 is the least it may be), and how long the
// requests took (99 of 100 may take 20 ms).
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import mqtt from "mqtt";
import { connectDevice, type Device, endpointCredentials } from "../test/helpers/device.ts";
import { call, newOwner } from "../test/helpers/owner.ts";
import { nextMessage, startChild } from "./push-fan-out/child.ts";
import type { EmulatorAddress } from "./push-fan-out/emulator.ts";
import type { ReceiverCredentials, ReceiversOrder, ReceiversReport } from "./push-fan-out/receivers.ts";

const receiverCount = 10_000;
const rounds = 15;
const warmUps = 3;
const requestEvery = 3;

interface Side {
	readonly name: string;
	readonly receivers: ChildProcess;
	/** Sends one message to all of them. */
	send(): Promise<unknown>;
	readonly rates: number[];
}

async function connectReceivers(port: number, receivers: readonly ReceiverCredentials[]): Promise<ChildProcess> {
	const child = startChild("receivers");
	child.send({ port, receivers } satisfies ReceiversOrder);
	await nextMessage<ReceiversReport>(child);
	return child;
}

/** `make` for every number below `count`, some at once. */
async function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
	const made: T[] = [];
	let next = 0;
	const work = async () => {
		for (let index = next++; index < count; index = next++) made[index] = await make(index);
	};
	await Promise.all(Array.from({ length: 32 }, work));
	return made;
}

const payload = { data: { message: "x".repeat(100) }, mqtt: { enabled: true } };

async function prepareAedes(): Promise<Side> {
	const server = startChild("stock-aedes");
	const port = await nextMessage<number>(server);
	const topic = "one-to-many";
	const clients = Array.from({ length: receiverCount }, (_, index) => ({ clientId: `receiver-${index}`, topic }));
	const receivers = await connectReceivers(port, clients);
	const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
	// As long as what the emulator sends.
	const text = JSON.stringify({ ...payload.data, filler: "x".repeat(220) });
	return { name: "stock aedes", receivers, send: () => publisher.publishAsync(topic, text, { qos: 0 }), rates: [] };
}

async function prepareEmulator(): Promise<{ side: Side; device: Device; request: () => Promise<unknown> }> {
	const child = startChild("emulator");
	const emulator = await nextMessage<EmulatorAddress>(child);
	const { appID, clientID, clientSecret } = emulator.app;
	const api = `/api/apps/${appID}`;
	const login = { client_id: clientID, client_secret: clientSecret };
	const { body: admin } = await call(emulator, undefined, "POST", `${api}/oauth2/token`, login);
	const asAdmin = async (method: string, path: string, body?: unknown) => {
		const answer = await call(emulator, admin.access_token, method, `${api}${path}`, body);
		assert.ok(answer.status < 300, `${method} ${path}: ${answer.status}`);
		return answer;
	};
	const topic = "/topics/news";
	await asAdmin("PUT", topic);
	const clients = await times(receiverCount, async (index): Promise<ReceiverCredentials> => {
		const user = { loginName: `receiver-${index}`, password: "1234" };
		const { userID } = (await call(emulator, undefined, "POST", `${api}/users`, user)).body;
		const installation = { deviceType: "MQTT", development: false, userID };
		const { installationID } = (await asAdmin("POST", "/installations", installation)).body;
		const { mqttTopic, username, password } = (await asAdmin("GET", `/installations/${installationID}/mqtt-endpoint`))
			.body;
		await asAdmin("PUT", `${topic}/push/subscriptions/users/${userID}`);
		return { clientId: mqttTopic, topic: mqttTopic, username, password };
	});
	const receivers = await connectReceivers(emulator.ports.tcp, clients);
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("thing");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
	await device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ power: true }));
	return {
		side: {
			name: "emulator",
			receivers,
			send: () => asAdmin("POST", `${topic}/push/messages`, payload),
			rates: [],
		},
		device,
		request: () => device.request("GET", `${thing.target}/states`, headers),
	};
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Messages a second from the first to the last delivery. */
async function measure({ receivers, send }: Side): Promise<number> {
	receivers.send({ expect: receiverCount } satisfies ReceiversOrder);
	await nextMessage<ReceiversReport>(receivers);
	const delivered = nextMessage<{ first: number; last: number }>(receivers);
	const sent = send();
	const { first, last } = await delivered;
	await sent;
	return (receiverCount / (last - first)) * 1000;
}

/** Requests of the thing until `work` is done; milliseconds of each. */
async function requestsDuring(request: () => Promise<unknown>, work: Promise<unknown>): Promise<number[]> {
	const took: Promise<number>[] = [];
	let done = false;
	const watch = work.finally(() => {
		done = true;
	});
	while (!done) {
		const start = performance.now();
		took.push(request().then(() => performance.now() - start));
		await pause(requestEvery);
	}
	await watch;
	return Promise.all(took);
}

const quantile = (values: readonly number[], q: number) =>
	values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? 0;

const aedes = await prepareAedes();
const { side: emulator, device, request } = await prepareEmulator();
const latencies: number[] = [];
const quiet: number[] = [];
for (let round = -warmUps; round < rounds; round++) {
	// In turn, so that both meet the same moods of the machine; the first rounds only warm up.
	for (const side of [aedes, emulator]) {
		const rate = await measure(side);
		if (round >= 0) side.rates.push(rate);
		await pause(100);
	}
	// Apart from the rates, which the requests would disturb.
	const during = await requestsDuring(request, measure(emulator));
	await pause(100);
	if (round >= 0) latencies.push(...during);
	const without = await requestsDuring(request, pause(100));
	if (round >= 0) quiet.push(...without);
}
for (const { name, rates } of [aedes, emulator]) {
	console.log(`${`${name}:`.padEnd(36)} ${Math.round(quantile(rates, 0.5))} messages a second`);
}
console.log(`${"ratio:".padEnd(36)} ${(quantile(emulator.rates, 0.5) / quantile(aedes.rates, 0.5)).toFixed(2)}`);
console.log(
	`${"request during a push, p50 and p99:".padEnd(36)} ${quantile(latencies, 0.5).toFixed(1)} and ${quantile(latencies, 0.99).toFixed(1)} ms of ${latencies.length}`,
);
console.log(
	`${"request without, p50 and p99:".padEnd(36)} ${quantile(quiet, 0.5).toFixed(1)} and ${quantile(quiet, 0.99).toFixed(1)} ms of ${quiet.length}`,
);
await device.close();
process.exit();
