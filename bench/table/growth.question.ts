// What a request over MQTT costs (a PUT and a GET of a thing's states) with ten times the things, the triggers or the entries of the journal.
import { call, newOwner } from "../../test/helpers/owner.ts";
import { count } from "./counts.ts";
import { inTurn } from "./in-turn.ts";
import { type MqttClient, openClient, publishPacket } from "./mqtt-client.ts";
import { type EmulatorServer, startEmulator } from "./peers/emulator.ts";
import { answer, type Row } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";
import { seedThing, withThings } from "./things-seed.ts";

const rounds = { warmUp: 3, measured: count(15, 3) };
const requests = count(300, 20);

interface Side {
	readonly emulator: EmulatorServer;
	readonly client: MqttClient;
}

const { login, topic, states, token, getStates } = seedThing(0);
const putStates = publishPacket(
	`p/${topic}${states}`,
	`PUT\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n\r\n{"power":false,"brightness":1}`,
);

async function side(things: number, settings: readonly string[] = []): Promise<Side> {
	const emulator = await withThings(things, 0, (file) => startEmulator(`--seed=${file}`, ...settings));
	return { emulator, client: await openClient(emulator.urls.mqtt, login, topic) };
}

async function ask({ client }: Side, times: number): Promise<void> {
	for (let n = 0; n < times; n++) {
		for (const request of [putStates, getStates]) {
			client.send(request);
			await client.packets(1);
		}
	}
}

/** Of other things of the app. Never true, so that nothing but looking is measured. */
async function addTriggers({ emulator }: Side, all: number): Promise<void> {
	const app = { appID: "emulator", appKey: "", clientID: "", clientSecret: "" };
	const url = emulator.urls.http;
	const owner = await newOwner({ url, app });
	const condition = { type: "range", field: "brightness", upperLimit: -1 };
	const predicate = { eventSource: "STATES", condition, triggersWhen: "CONDITION_TRUE" };
	const command = { schema: "lamp", schemaVersion: 1, issuer: owner.issuer, actions: [{ on: {} }] };
	for (let index = 0; index < all; index += 10) {
		const { target } = await owner.onboard(`other-${index}`);
		for (let n = 0; n < 10; n++) {
			const body = { predicate, triggersWhat: "COMMAND", command };
			const { status } = await call({ url }, owner.token, "POST", `${target}/triggers`, body);
			if (status !== 201) throw new Error(`answered with ${status}`);
		}
	}
}

/** Microseconds a request. */
async function cost(one: Side): Promise<number> {
	const begin = performance.now();
	await ask(one, requests);
	return ((performance.now() - begin) * 1000) / (2 * requests);
}

async function compare(what: string, few: number, many: number, sides: readonly [Side, Side]): Promise<Row> {
	const [little = [], much = []] = await inTurn(sides, rounds, cost);
	for (const { client, emulator } of sides) {
		client.close();
		await emulator.stop();
	}
	return {
		question: `10 × the ${what}: cost of a request`,
		ours: `${many}: ${median(much).toFixed(0)} µs`,
		peer: `${few}: ${median(little).toFixed(0)} µs`,
		ratio: ratioOf(much, little),
		bar: { atMost: 1.2 },
	};
}

const [fewThings, manyThings] = [count(800, 10), count(8000, 100)];
const things = await compare("things", fewThings, manyThings, [await side(fewThings), await side(manyThings)]);

const [fewTriggers, manyTriggers] = [count(100, 10), count(1000, 100)];
const withTriggers = [await side(1), await side(1)] as const;
await addTriggers(withTriggers[0], fewTriggers);
await addTriggers(withTriggers[1], manyTriggers);
const triggers = await compare("triggers", fewTriggers, manyTriggers, withTriggers);

const [fewEntries, manyEntries] = [1000, 10_000];
const journals = [
	await side(1, [`--journal-entries=${fewEntries}`]),
	await side(1, [`--journal-entries=${manyEntries}`]),
] as const;
// A request leaves three entries at the least: both are full.
for (const one of journals) await ask(one, manyEntries / 6);
const entries = await compare("journal entries", fewEntries, manyEntries, journals);

await answer(things, triggers, entries);
