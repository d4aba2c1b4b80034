// What queries of a bucket of 10,000 objects cost over HTTP, and what requests over MQTT cost meanwhile.
//   node build/bench/bucket-query.bench.js
// Prints milliseconds: at most 30 for the median of the equality query, and 20 for the 99th percentile over MQTT.
import { createEmulator } from "../src/index.ts";
import { connectDevice, endpointCredentials } from "../test/helpers/device.ts";
import { newOwner } from "../test/helpers/owner.ts";

const objects = 10_000;
const queries = 100;
const point = (lat: number, lon: number) => ({ _type: "point", lat, lon });
const center = point(35.68, 139.76);

await using emulator = await createEmulator();
const owner = await newOwner(emulator);
const bucket = `/api/apps/${emulator.app.appID}/users/me/buckets/bench`;
for (let made = 0; made < objects; made += 100) {
	await Promise.all(
		Array.from({ length: 100 }, (_, index) => owner.call("POST", `${bucket}/objects`, objectOf(made + index))),
	);
}

/** Ten fields; every hundredth object has the same `group`. */
function objectOf(index: number): object {
	const random = (index * 7919) % objects;
	const [name, city] = [`object number ${random}`, ["Tokyo", "Osaka", "Kyoto"][index % 3]];
	const at = point(35 + (random % 100) / 100, 139 + Math.floor(random / 100) / 100);
	const flags = { even: index % 2 === 0, tags: ["a", "b"], note: "some text that nobody looks at" };
	return { index, random, name, city, group: `group ${index % 100}`, at, half: random / 2, ...flags };
}

const circle = { type: "geodistance", field: "at", center, radius: 1_000_000, putDistanceInto: "distance" };
const range = { type: "range", field: "random", lowerLimit: 10, upperLimit: 9990 };
const bodies = {
	"equality, a page of 100": { clause: { type: "eq", field: "group", value: "group 7" } },
	"all, sorted by a string": { clause: { type: "all" }, orderBy: "name", descending: true },
	"all in a circle, sorted by distance": {
		clause: { type: "and", clauses: [circle, range] },
		orderBy: "_calculated.distance",
	},
	counting: { clause: range, aggregations: [{ type: "COUNT", putAggregationInto: "count_field" }] },
};

const thing = await owner.onboard("thing");
const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint));
const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
const request = () => device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ power: true }));

async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

async function query(bucketQuery: object): Promise<void> {
	const body = JSON.stringify({ bucketQuery });
	const type = { Authorization: `Bearer ${owner.token}`, "Content-Type": "application/vnd.kii.QueryRequest+json" };
	const reply = await fetch(`${emulator.url}${bucket}/query`, { method: "POST", headers: type, body });
	if (reply.status !== 200) throw new Error(await reply.text());
	await reply.arrayBuffer();
}

/** Times of the queries of `streams` clients that ask without pause, and of requests over MQTT meanwhile. */
async function measure(bucketQuery: object, streams: number): Promise<{ query: number[]; mqtt: number[] }> {
	const times = { query: [] as number[], mqtt: [] as number[] };
	const client = async () => {
		for (let index = 0; index < queries / streams; index++) times.query.push(await timed(() => query(bucketQuery)));
	};
	let done = false;
	const clients = Promise.all(Array.from({ length: streams }, client)).finally(() => {
		done = true;
	});
	while (!done) times.mqtt.push(await timed(request));
	await clients;
	return times;
}

function percentile(values: readonly number[], part: number): string {
	const sorted = values.toSorted((a, b) => a - b);
	return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1).padStart(6);
}

for (const [name, bucketQuery] of Object.entries(bodies)) {
	for (let warmUp = 0; warmUp < 20; warmUp++) await query(bucketQuery);
	const alone: number[] = [];
	for (let index = 0; index < queries; index++) alone.push(await timed(() => query(bucketQuery)));
	console.log(`${name}\n  alone: median ${percentile(alone, 0.5)}, p99 ${percentile(alone, 0.99)} ms`);
	for (const streams of [1, 4]) {
		const { query: query_, mqtt } = await measure(bucketQuery, streams);
		const both = `median ${percentile(query_, 0.5)} ms; over MQTT median ${percentile(mqtt, 0.5)}, p99 ${percentile(mqtt, 0.99)} ms`;
		console.log(`  ${streams} at a time: ${both} (${mqtt.length} requests)`);
	}
}
await device.close();
