// One push message to a topic with 10,000 subscribed and connected installations, beside stock aedes handing one message
// to 10,000 subscribers, in the same run. Meanwhile a thing makes API requests over MQTT.
//   node build/bench/push-fan-out.bench.js
// Then the same with a burst of messages sent without waiting in between: there several go to a connection in one write.
// Prints for each side messages a second, from sending the message to its last delivery and from its first delivery to its
// last, and microseconds of the server's and the receivers' processor time a message; then the ratios (3 is the least they
// may be; NOTES.md says why one message alone does not reach that), and how long the requests took (99 of 100 may take 20 ms). A server that only writes finished bytes to every
// socket shows what Node and the kernel leave to be gained on this machine.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import mqtt from "mqtt";
import { connectDevice, type Device, endpointCredentials } from "../test/helpers/device.ts";
import { call, newOwner } from "../test/helpers/owner.ts";
import { cpuOf, nextMessage, now, startChild } from "./push-fan-out/child.ts";
import type { EmulatorAddress } from "./push-fan-out/emulator.ts";
import type { Arrivals, ReceiverCredentials, ReceiversOrder, ReceiversReport } from "./push-fan-out/receivers.ts";

const receiverCount = 10_000;
const rounds = 15;
/** Messages of a burst, and how many bursts each side gets. */
const burst = 20;
const burstRounds = 5;
const warmUps = 3;
const requestEvery = 3;

interface Side {
	readonly name: string;
	readonly server: ChildProcess;
	readonly receivers: ChildProcess;
	/** Sends one message to all of them. */
	send(): Promise<unknown>;
	readonly samples: Sample[];
	readonly burstSamples: Sample[];
}

/** Of one message to all, or of a burst. */
interface Sample {
	/** Messages a second. */
	readonly fromSending: number;
	readonly fromFirst: number;
	/** Microseconds of processor time a message. */
	readonly serverCpu: number;
	readonly receiversCpu: number;
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

/** A server of which nobody has to ask for anything before subscribing. */
async function prepareServer(name: string, program: string): Promise<Side> {
	const server = startChild(program);
	const port = await nextMessage<number>(server);
	const topic = "one-to-many";
	const clients = Array.from({ length: receiverCount }, (_, index) => ({ clientId: `receiver-${index}`, topic }));
	const receivers = await connectReceivers(port, clients);
	const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, keepalive: 0 });
	// As long as what the emulator sends.
	const text = JSON.stringify({ ...payload.data, filler: "x".repeat(220) });
	return {
		name,
		server,
		receivers,
		send: () => publisher.publishAsync(topic, text, { qos: 0 }),
		samples: [],
		burstSamples: [],
	};
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
			server: child,
			receivers,
			send: () => asAdmin("POST", `${topic}/push/messages`, payload),
			samples: [],
			burstSamples: [],
		},
		device,
		request: () => device.request("GET", `${thing.target}/states`, headers),
	};
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function measure({ server, receivers, send }: Side, count = 1): Promise<Sample> {
	const messages = receiverCount * count;
	receivers.send({ expect: messages } satisfies ReceiversOrder);
	await nextMessage<ReceiversReport>(receivers);
	const cpuBefore = await cpuOf(server);
	const delivered = nextMessage<Arrivals>(receivers);
	const start = now();
	const sent = Promise.all(Array.from({ length: count }, send));
	const { first, last, cpu } = await delivered;
	await sent;
	return {
		fromSending: (messages / (last - start)) * 1000,
		fromFirst: (messages / (last - first)) * 1000,
		serverCpu: (((await cpuOf(server)) - cpuBefore) / messages) * 1000,
		receiversCpu: (cpu / messages) * 1000,
	};
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

const median = (samples: readonly Sample[], part: keyof Sample) =>
	quantile(
		samples.map((sample) => sample[part]),
		0.5,
	);

const aedes = await prepareServer("stock aedes", "stock-aedes");
const bareNode = await prepareServer("bare Node", "bare-node");
const { side: emulator, device, request } = await prepareEmulator();
const sides = [aedes, emulator, bareNode];
const latencies: number[] = [];
const quiet: number[] = [];
for (let round = -warmUps; round < rounds; round++) {
	// In turn, so that all meet the same moods of the machine; the first rounds only warm up.
	for (const side of sides) {
		const sample = await measure(side);
		if (round >= 0) side.samples.push(sample);
		await pause(100);
	}
	// Apart from the rates, which the requests would disturb.
	const during = await requestsDuring(request, measure(emulator));
	await pause(100);
	if (round >= 0) latencies.push(...during);
	const without = await requestsDuring(request, pause(100));
	if (round >= 0) quiet.push(...without);
}
const burstLatencies: number[] = [];
for (let round = -1; round < burstRounds; round++) {
	for (const side of [aedes, emulator]) {
		const sample = await measure(side, burst);
		if (round >= 0) side.burstSamples.push(sample);
		await pause(100);
	}
	const during = await requestsDuring(request, measure(emulator, burst));
	await pause(100);
	if (round >= 0) burstLatencies.push(...during);
}
const line = (title: string, text: string) => console.log(`${`${title}:`.padEnd(36)} ${text}`);
function figures(title: string, samples: readonly Sample[]): void {
	const [fromSending, fromFirst] = [median(samples, "fromSending"), median(samples, "fromFirst")].map(Math.round);
	const [server, receivers] = [median(samples, "serverCpu"), median(samples, "receiversCpu")].map((value) =>
		value.toFixed(1),
	);
	line(title, `${fromSending} messages a second from sending, ${fromFirst} from the first`);
	line("  processor time a message", `${server} µs, and ${receivers} µs of the receivers`);
}
function ratios(title: string, samples: readonly Sample[], ofAedes: readonly Sample[]): void {
	const ratio = (part: keyof Sample) => (median(samples, part) / median(ofAedes, part)).toFixed(2);
	const cpu = (median(ofAedes, "serverCpu") / median(samples, "serverCpu")).toFixed(2);
	line(title, `${ratio("fromSending")} from sending, ${ratio("fromFirst")} from the first, ${cpu} by processor time`);
}
for (const { name, samples } of sides) figures(name, samples);
for (const { name, samples } of [emulator, bareNode]) ratios(`ratio of ${name}`, samples, aedes.samples);
for (const { name, burstSamples } of [aedes, emulator]) figures(`${name}, bursts of ${burst}`, burstSamples);
ratios("ratio in bursts", emulator.burstSamples, aedes.burstSamples);
const requests = (title: string, took: readonly number[]) =>
	line(title, `${quantile(took, 0.5).toFixed(1)} and ${quantile(took, 0.99).toFixed(1)} ms of ${took.length}`);
requests("request during a push, p50 and p99", latencies);
requests("during a burst, p50 and p99", burstLatencies);
requests("request without, p50 and p99", quiet);
await device.close();
process.exit();
