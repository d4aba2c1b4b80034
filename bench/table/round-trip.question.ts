// One request after the other on one connection: GET of a thing's states over MQTT, over our HTTP with keep-alive, and a bare POST of
// fastify that answers the same.
import { count } from "./counts.ts";
import { openHttp } from "./http-client.ts";
import { openClient } from "./mqtt-client.ts";
import { startEmulator } from "./peers/emulator.ts";
import { startFastify } from "./peers/peers.ts";
import { answer } from "./row.ts";
import { median, quantile, ratioOf } from "./statistics.ts";
import { seedThing, withThings } from "./things-seed.ts";

const rounds = count(15, 3);
const requests = count(2000, 100);
/** Rounds before those that count: V8 compiles what a request over MQTT runs until some 20,000 of them have come. */
const warmUp = count(10, 2);

interface Side {
	readonly ask: () => Promise<unknown>;
	readonly p50: number[];
	readonly p99: number[];
}

const side = (ask: Side["ask"]): Side => ({ ask, p50: [], p99: [] });

/** Microseconds of each request. */
async function round({ ask, p50, p99 }: Side, isWarmUp: boolean): Promise<void> {
	const took: number[] = [];
	for (let n = 0; n < requests; n++) {
		const begin = performance.now();
		await ask();
		took.push((performance.now() - begin) * 1000);
	}
	if (isWarmUp) return;
	p50.push(quantile(took, 0.5));
	p99.push(quantile(took, 0.99));
}

const emulator = await withThings(1, 0, (file) => startEmulator(`--seed=${file}`));
const fastify = await startFastify();
const { login, getStates, states, token, topic } = seedThing(0);
const mqtt = await openClient(emulator.urls.mqtt, login, topic);
const http = await openHttp(emulator.urls.http);
const bare = await openHttp(fastify.url);
const get = Buffer.from(`GET ${states} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`);
const body = '{"a":1}';
const post = Buffer.from(
	`POST /states HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
);
const overMqtt = side(() => {
	mqtt.send(getStates);
	return mqtt.packets(1);
});
const overHttp = side(() => http.request(get));
const ofFastify = side(() => bare.request(post));
for (const { ask } of [overMqtt, overHttp, ofFastify]) {
	const text = Buffer.from((await ask()) as string | Uint8Array).toString();
	if (!/"power": ?true/.test(text)) throw new Error(`an answer that is none: ${text}`);
}
const sides = [overMqtt, overHttp, ofFastify];
for (let n = -warmUp; n < rounds; n++) {
	for (let at = 0; at < sides.length; at++) await round(sides[(at + n + warmUp) % sides.length] as Side, n < 0);
}
for (const client of [mqtt, http, bare]) client.close();
await Promise.all([emulator.stop(), fastify.stop()]);
const microseconds = (values: readonly number[]) => `${median(values).toFixed(0)} µs`;
await answer(
	...(["p50", "p99"] as const).flatMap((part) => [
		{
			question: `API over MQTT, GET states, 1 connection, ${part}`,
			ours: microseconds(overMqtt[part]),
			peer: `our HTTP ${microseconds(overHttp[part])}`,
			ratio: ratioOf(overMqtt[part], overHttp[part]),
			bar: { atMost: 0.9 },
		},
		{
			question: `the same, ${part}`,
			ours: microseconds(overMqtt[part]),
			peer: `fastify's bare POST ${microseconds(ofFastify[part])}`,
			ratio: ratioOf(overMqtt[part], ofFastify[part]),
			bar: { atMost: 1.5 },
		},
	]),
);
