// Pushes and requests over WebSocket beside TCP, and over secure WebSocket beside TLS: one emulator, as many things on each transport.
import { count } from "./counts.ts";
import { inTurn } from "./in-turn.ts";
import { openClient } from "./mqtt-client.ts";
import { startEmulator } from "./peers/emulator.ts";
import { pushMessage } from "./push-message.ts";
import { requestRate } from "./request-rate.ts";
import { answer, type Row } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";
import { seedThing, withThings } from "./things-seed.ts";

const transports = ["mqtt", "ws", "mqtts", "wss"] as const;
const devicesEach = count(100, 10);
const messages = count(20, 5);
const requests = count(4000, 100);
const rounds = { warmUp: 2, measured: count(9, 2) };

await withThings(devicesEach * transports.length, transports.length, async (file) => {
	const emulator = await startEmulator(`--seed=${file}`);
	const sides = await Promise.all(
		transports.map(async (transport, group) => ({
			transport,
			group,
			devices: await Promise.all(
				Array.from({ length: devicesEach }, async (_, n) => {
					const { login, topic, getStates } = seedThing(n * transports.length + group);
					return { client: await openClient(emulator.urls[transport], login, topic), request: getStates };
				}),
			),
		})),
	);
	type Side = (typeof sides)[number];
	/** Messages a second, of some sent without waiting. */
	const pushRate = async ({ devices, group }: Side) => {
		const begin = performance.now();
		const delivered = Promise.all(devices.map(({ client }) => client.packets(messages)));
		await Promise.all(Array.from({ length: messages }, () => pushMessage(emulator.urls.http, group)));
		await delivered;
		return ((devices.length * messages) / (performance.now() - begin)) * 1000;
	};
	const taken = {
		push: await inTurn(sides, rounds, pushRate),
		requests: await inTurn(sides, rounds, ({ devices }) => requestRate(devices, requests)),
	};
	for (const { devices } of sides) for (const { client } of devices) client.close();
	await emulator.stop();
	const rate = (values: readonly number[]) => `${median(values).toFixed(0)}/s`;
	const rows = (["push", "requests"] as const).flatMap((what): Row[] => {
		const [tcp = [], ws = [], tls = [], wss = []] = taken[what];
		const bar = { atLeast: 0.8 };
		return [
			{ question: `WS throughput of ${what}`, ours: rate(ws), peer: `TCP ${rate(tcp)}`, ratio: ratioOf(ws, tcp), bar },
			{
				question: `WSS throughput of ${what}`,
				ours: rate(wss),
				peer: `TLS ${rate(tls)}`,
				ratio: ratioOf(wss, tls),
				bar,
			},
		];
	});
	await answer(...rows);
});
