// API requests over MQTT a second with 100 connections, each with one request at a time, beside `app.inject` of the same route in a loop.
import { fork } from "node:child_process";
import { once } from "node:events";
import { count } from "./counts.ts";
import { inTurn } from "./in-turn.ts";
import { openClient } from "./mqtt-client.ts";
import { startEmulator } from "./peers/emulator.ts";
import { requestRate } from "./request-rate.ts";
import { answer } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";
import { seedThing, withThings } from "./things-seed.ts";

const connections = 100;
const requests = count(10_000, 500);

await withThings(connections, 0, async (file) => {
	const emulator = await startEmulator(`--seed=${file}`);
	const injector = fork(new URL("./peers/inject-server.js", import.meta.url), [file]);
	await once(injector, "message");
	const devices = await Promise.all(
		Array.from({ length: connections }, async (_, index) => {
			const { login, topic, getStates } = seedThing(index);
			return { client: await openClient(emulator.urls.mqtt, login, topic), request: getStates };
		}),
	);
	const sides = [
		() => requestRate(devices, requests),
		async () => {
			const done = once(injector, "message");
			injector.send(requests);
			return (requests / Number((await done)[0])) * 1000;
		},
	];
	const rounds = { warmUp: 2, measured: count(9, 2) };
	const [ours = [], inject = []] = await inTurn(sides, rounds, (measure) => measure());
	for (const { client } of devices) client.close();
	injector.disconnect();
	await emulator.stop();
	await answer({
		question: `API-over-MQTT requests per second, ${connections} connections`,
		ours: `${median(ours).toFixed(0)}/s`,
		peer: `app.inject in a loop ${median(inject).toFixed(0)}/s`,
		ratio: ratioOf(ours, inject),
		bar: { atLeast: 0.8 },
	});
});
