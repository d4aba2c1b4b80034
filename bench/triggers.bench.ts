// What other triggers of the app cost: a state PUT over MQTT to a thing with 10 triggers, alone and beside 990 others.
//   node build/bench/triggers.bench.js
// Prints milliseconds per state and the ratio; 1.5 is the most it may be.
import { createEmulator, type Emulator } from "../src/index.ts";
import { connectDevice, type Device, endpointCredentials } from "../test/helpers/device.ts";
import { newOwner, type Owner } from "../test/helpers/owner.ts";

const rounds = 20;
const statesPerRound = 100;

interface Side {
	readonly emulator: Emulator;
	readonly device: Device;
	readonly put: (count: number) => Promise<void>;
}

async function addTriggers(owner: Owner, target: string, count: number): Promise<void> {
	for (let index = 0; index < count; index++) {
		await owner.call("POST", `${target}/triggers`, {
			predicate: {
				eventSource: "STATES",
				// Never true, so that nothing but looking is measured.
				condition: { type: "range", field: "count", upperLimit: -1 },
				triggersWhen: "CONDITION_TRUE",
			},
			triggersWhat: "COMMAND",
			command: { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions: [{ on: {} }] },
		});
	}
}

async function prepare(otherThings: number): Promise<Side> {
	const emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("thing");
	await addTriggers(owner, thing.target, 10);
	for (let index = 0; index < otherThings; index++) {
		await addTriggers(owner, (await owner.onboard(`other-${index}`)).target, 10);
	}
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
	return {
		emulator,
		device,
		put: async (count) => {
			await device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ count }));
		},
	};
}

async function time({ put }: Side): Promise<number> {
	const start = performance.now();
	for (let count = 0; count < statesPerRound; count++) await put(count);
	return (performance.now() - start) / statesPerRound;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const few = await prepare(0);
const many = await prepare(99);
const [fewTimes, manyTimes]: [number[], number[]] = [[], []];
for (let round = -3; round < rounds; round++) {
	// In turn, so that both meet the same moods of the machine; the first rounds only warm up.
	const [one, other] = [await time(few), await time(many)];
	if (round < 0) continue;
	fewTimes.push(one);
	manyTimes.push(other);
}
const [a, b] = [median(fewTimes), median(manyTimes)];
console.log(`10 triggers in all:                  ${a.toFixed(3)} ms per state`);
console.log(`1,000 triggers, 10 on the thing:     ${b.toFixed(3)} ms per state`);
console.log(`ratio:                               ${(b / a).toFixed(2)}`);
for (const { device, emulator } of [few, many]) {
	await device.close();
	await emulator.close();
}
