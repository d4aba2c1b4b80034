// What the data path costs while no fault rule is there: an emulator whose packet and network rules are left out, one that
// has them, and one on whose connections there were some that have been removed. State PUTs over MQTT, and GETs over HTTP.
//   node build/bench/faults.bench.js
// Prints microseconds per request and ratios to the first, of which a second such emulator shows what is noise: with no rule
// there must be no more.
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { createEmulator, type Emulator } from "../src/emulator.ts";
import { connectDevice, type Device, endpointCredentials } from "../test/helpers/device.ts";
import { newOwner } from "../test/helpers/owner.ts";

const rounds = 60;
const warmUp = 15;
const requestsPerRound = 150;

interface Side {
	readonly name: string;
	readonly emulator: Emulator;
	readonly device: Device;
	readonly agent: Agent;
	readonly calls: Readonly<Record<"MQTT" | "HTTP", () => Promise<unknown>>>;
}

async function prepare(name: string, isBare: boolean): Promise<Side> {
	const emulator = await createEmulator({ journal: false }, { isBare });
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("thing");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const authorization = { Authorization: `Bearer ${thing.accessToken}` };
	const headers = { ...authorization, "Content-Type": "application/json" };
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	let count = 0;
	const calls = {
		MQTT: () =>
			device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ count: count++, power: true })),
		async HTTP() {
			const sent = request(`${emulator.url}${thing.target}/states`, { agent, headers: authorization });
			sent.end();
			const [answer] = (await once(sent, "response")) as [IncomingMessage];
			await once(answer.resume(), "end");
		},
	};
	for (const call of Object.values(calls)) await call();
	return { name, emulator, device, agent, calls };
}

/** Rules of every kind come and go, on connections that are used meanwhile. */
async function haveRules({ emulator: { faults }, calls }: Side): Promise<void> {
	await faults.add({ on: "network", action: "slice", bytes: 10 });
	await faults.add({ on: "network", action: "latency", delayMs: 1 });
	await faults.add({ on: "any", action: "delay", delayMs: 1 });
	for (const call of Object.values(calls)) await call();
	await faults.clear();
	for (const call of Object.values(calls)) await call();
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const sides = [
	await prepare("left out", true),
	await prepare("left out, once more", true),
	await prepare("no rule", false),
	await prepare("no rule any more", false),
] as const;
await haveRules(sides[3]);

for (const transport of ["MQTT", "HTTP"] as const) {
	const times = sides.map((): number[] => []);
	const ratios = sides.map((): number[] => []);
	for (let round = -warmUp; round < rounds; round++) {
		const taken = sides.map(() => 0);
		// In turn, each in every place of the order, so that all meet the same moods of the machine.
		for (let place = 0; place < sides.length; place++) {
			const at = (place + round + warmUp) % sides.length;
			const call = sides[at]?.calls[transport] ?? (async () => {});
			const start = performance.now();
			for (let each = 0; each < requestsPerRound; each++) await call();
			taken[at] = ((performance.now() - start) / requestsPerRound) * 1000;
		}
		if (round < 0) continue;
		for (const [at, time] of taken.entries()) {
			times[at]?.push(time);
			ratios[at]?.push(time / (taken[0] ?? time));
		}
	}
	for (const [at, { name }] of sides.entries()) {
		const ratio = median(ratios[at] ?? []).toFixed(3);
		console.log(`${transport}, ${name}: ${median(times[at] ?? []).toFixed(0)} µs per request, ratio ${ratio}`);
	}
}
for (const { device, agent, emulator } of sides) {
	agent.destroy();
	await device.close();
	await emulator.close();
}
