// Resident memory of a server that has nothing to do, started with a folder in which the CA already is, and what each of 10,000 idle TCP
// connections adds, beside stock aedes.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { anyLogins, connectAll } from "./connect-all.ts";
import { count } from "./counts.ts";
import { connectPacket, type Login } from "./mqtt-client.ts";
import { startEmulator } from "./peers/emulator.ts";
import { startAedes } from "./peers/peers.ts";
import type { Server } from "./peers/server.ts";
import { residentMemory } from "./resident-memory.ts";
import { answer } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";

const connections = count(10_000, 300);
const rounds = count(2, 1);

interface Taken {
	readonly idle: number[];
	readonly each: number[];
}

async function connected(server: Server, url: string, logins: readonly Login[]): Promise<number> {
	const before = await residentMemory(server.child.pid);
	const clients = await connectAll(url, logins.map(connectPacket), 100);
	const after = await residentMemory(server.child.pid);
	for (const client of clients) client.close();
	return (after - before) / logins.length;
}

const ours: Taken = { idle: [], each: [] };
const aedes: Taken = { idle: [], each: [] };
/** Clients for onboarding, any number of which may connect. With things of a seed, what loading them left would be freed meanwhile. */
const anonymous: Login = {
	clientId: "anonymous",
	username: "type=oauth2&client_id=emulator",
	password: "client_secret=emulator-app-key",
};
const folder = await mkdtemp(join(tmpdir(), "kii-emulator-bench-"));
await (await startEmulator(`--data-dir=${folder}`)).stop();
for (let round = 0; round < rounds; round++) {
	const emulator = await startEmulator(`--data-dir=${folder}`);
	ours.idle.push(await residentMemory(emulator.child.pid));
	ours.each.push(await connected(emulator, emulator.urls.mqtt, new Array<Login>(connections).fill(anonymous)));
	await emulator.stop();
	const peer = await startAedes();
	aedes.idle.push(await residentMemory(peer.child.pid));
	aedes.each.push(await connected(peer, peer.url, anyLogins(connections)));
	await peer.stop();
}
await rm(folder, { recursive: true });
const mebibytes = (bytes: readonly number[]) => `${(median(bytes) / 2 ** 20).toFixed(1)} MiB`;
const kibibytes = (bytes: readonly number[]) => `${(median(bytes) / 2 ** 10).toFixed(1)} KiB`;
await answer(
	{
		question: "resident memory idle",
		ours: mebibytes(ours.idle),
		peer: `stock aedes ${mebibytes(aedes.idle)}`,
		ratio: ratioOf(ours.idle, aedes.idle),
		bar: { atMost: 1.3 },
	},
	{
		question: `memory per idle connection at ${connections} (TCP)`,
		ours: kibibytes(ours.each),
		peer: `stock aedes ${kibibytes(aedes.each)}`,
		ratio: ratioOf(ours.each, aedes.each),
		bar: { atMost: 1 },
	},
);
