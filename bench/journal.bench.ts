// What the journal costs an API-over-MQTT request: a state PUT with the journal on and off, sequential.
//   node build/bench/journal.bench.js
// Prints microseconds per request and the ratio; 1.15 is the most it may be.
import { createEmulator, type Emulator } from "../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../test/helpers/device.ts";
import { newOwner } from "../test/helpers/owner.ts";

const rounds = 40;
const requestsPerRound = 250;

interface Side {
	readonly emulator: Emulator;
	readonly device: Device;
	put(count: number): Promise<unknown>;
}

async function prepare(journal: boolean): Promise<Side> {
	const emulator = await createEmulator({ journal });
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("thing");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
	const put = (count: number) =>
		device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ count, power: true }));
	return { emulator, device, put };
}

async function time({ put }: Side): Promise<number> {
	const start = performance.now();
	for (let count = 0; count < requestsPerRound; count++) await put(count);
	return ((performance.now() - start) / requestsPerRound) * 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const on = await prepare(true);
const off = await prepare(false);
const times: Record<"on" | "off" | "ratio", number[]> = { on: [], off: [], ratio: [] };
for (let round = -10; round < rounds; round++) {
	// In turn, and each first every other time, so that both meet the same moods of the machine; the first rounds warm up.
	const first = round % 2 === 0 ? on : off;
	const one = await time(first);
	const other = await time(first === on ? off : on);
	const [withIt, without] = first === on ? [one, other] : [other, one];
	if (round < 0) continue;
	times.on.push(withIt);
	times.off.push(without);
	times.ratio.push(withIt / without);
}
console.log(`journal off: ${median(times.off).toFixed(0)} µs per request`);
console.log(`journal on:  ${median(times.on).toFixed(0)} µs per request`);
// Of the rounds, whose two sides met the same machine: it is slower in some minutes than in others.
console.log(`ratio:       ${median(times.ratio).toFixed(3)}`);
for (const { device, emulator } of [on, off]) {
	await device.close();
	await emulator.close();
}
