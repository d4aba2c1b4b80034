// What a folder that keeps everything costs: PUTs of a state over MQTT, in memory and on the embedded store, beside 10,000
// objects, by 1 and by 100 connections. Each emulator has a process of its own; the sides take turns.
//   node build/bench/store.bench.js
// Prints PUTs a second, each acknowledged when it is durable, and the ratio to memory: of the default durability (`process`:
// the operating system has it, and it survives kill -9) it may not be less than 0.5. Needs 200 MB in the folder of temporary files.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newOwner } from "../test/helpers/owner.ts";
import type { EmulatorAddress } from "./store/emulator.ts";
import { connectPutter, type Putter } from "./store/putter.ts";

const objects = 10_000;
const connectionCounts = [1, 100];
const rounds = 9;
const putsPerRound = 1500;
const least = 0.5;

interface Side {
	readonly name: string;
	readonly child: ChildProcess;
	readonly putters: readonly Putter[];
	/** PUTs a second, of each round. */
	rates: number[];
}

async function prepare(name: string, args: readonly string[]): Promise<Side> {
	const child = fork(new URL("./store/emulator.js", import.meta.url), args);
	const [emulator] = (await once(child, "message")) as [EmulatorAddress];
	const owner = await newOwner(emulator);
	const path = `/api/apps/${emulator.app.appID}/users/me/buckets/bucket/objects`;
	for (let n = 0; n < objects; n += 50) {
		await Promise.all(Array.from({ length: 50 }, (_, index) => owner.call("PUT", `${path}/o-${n + index}`, { n })));
	}
	const putters: Putter[] = [];
	for (let n = 0; n < Math.max(...connectionCounts); n++) {
		putters.push(await connectPutter(emulator.ports.tcp, await owner.onboard(`thing-${n}`)));
	}
	return { name, child, putters, rates: [] };
}

/** PUTs a second. */
async function measure({ putters }: Side, connections: number): Promise<number> {
	const start = performance.now();
	await Promise.all(putters.slice(0, connections).map(({ put }) => put(putsPerRound / connections)));
	return (putsPerRound / (performance.now() - start)) * 1000;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const folder = await mkdtemp(join(tmpdir(), "kii-emulator-bench-"));
const memory = await prepare("memory", []);
const onProcess = await prepare("durability process", [join(folder, "process"), "process"]);
const onDisk = await prepare("durability disk", [join(folder, "disk"), "disk"]);
const sides = [memory, onProcess, onDisk];
for (const connections of connectionCounts) {
	for (const side of sides) side.rates = [];
	for (let round = -2; round < rounds; round++) {
		// In turn, so that all meet the same moods of the machine; the first rounds warm up.
		for (const side of sides) {
			const rate = await measure(side, connections);
			if (round >= 0) side.rates.push(rate);
		}
	}
	for (const { name, rates } of sides) {
		// Of the rounds, whose sides met the same machine.
		const ratio = median(rates.map((rate, round) => rate / (memory.rates[round] ?? 0)));
		console.log(
			`${connections} connections, ${name}: ${median(rates).toFixed(0)} PUTs a second, ratio ${ratio.toFixed(2)}`,
		);
		if (rates !== onProcess.rates || ratio >= least) continue;
		console.error(`less than ${least}`);
		process.exitCode = 1;
	}
}
for (const { child, putters } of sides) {
	for (const putter of putters) putter.close();
	child.disconnect();
	await once(child, "exit");
}
await rm(folder, { recursive: true });
