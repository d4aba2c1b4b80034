// MQTT connects a second over TCP, CONNECT to CONNACK, 64 at once, beside stock aedes and mosquitto; each round to servers that have
// been warmed up by other connections, which stay.
import { anyLogins, connectAll } from "./connect-all.ts";
import { count } from "./counts.ts";
import { inTurn } from "./in-turn.ts";
import { connectPacket, type Login } from "./mqtt-client.ts";
import { startEmulator } from "./peers/emulator.ts";
import { startAedes, startMosquitto } from "./peers/peers.ts";
import { answer } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";
import { seedThing, withThings } from "./things-seed.ts";

const [warmUp, measured] = [count(1500, 100), count(3000, 200)];
const all = warmUp + measured;
const atOnce = 64;

async function rate(url: string, logins: readonly Login[]): Promise<number> {
	const packets = logins.map(connectPacket);
	const first = await connectAll(url, packets.slice(0, warmUp), atOnce);
	const begin = performance.now();
	const others = await connectAll(url, packets.slice(warmUp), atOnce);
	const took = performance.now() - begin;
	for (const client of [...first, ...others]) client.close();
	return (measured / took) * 1000;
}

const logins = Array.from({ length: all }, (_, index) => seedThing(index).login);
await withThings(all, 0, async (file) => {
	const sides = [
		async () => {
			const server = await startEmulator(`--seed=${file}`);
			return { server, url: server.urls.mqtt, logins };
		},
		...[startAedes, startMosquitto].map((start) => async () => {
			const server = await start();
			return { server, url: server.url, logins: anyLogins(all) };
		}),
	];
	const rounds = { warmUp: 0, measured: count(5, 2) };
	const [ours = [], aedes = [], mosquitto = []] = await inTurn(sides, rounds, async (start) => {
		const side = await start();
		const result = await rate(side.url, side.logins);
		await side.server.stop();
		return result;
	});
	await answer({
		question: "MQTT connects per second, TCP",
		ours: `${median(ours).toFixed(0)}/s`,
		peer: `stock aedes ${median(aedes).toFixed(0)}/s (mosquitto ${median(mosquitto).toFixed(0)}/s)`,
		ratio: ratioOf(ours, aedes),
		bar: { atLeast: 1.5 },
	});
});
