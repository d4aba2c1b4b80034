// What an app costs: made with its token and deleted, in a program, on an emulator that has 1,000 others.
//   node build/bench/apps.bench.js
// Prints milliseconds for each; 2 is the most it may be.
import { createEmulator } from "../src/index.ts";

const others = 1000;
const rounds = 200;
const limit = 2;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function time(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

const emulator = await createEmulator();
for (let index = 0; index < others; index++) await emulator.apps.create();
const creations: number[] = [];
const deletions: number[] = [];
for (let round = 0; round < rounds; round++) {
	creations.push(await time(() => emulator.apps.create({ appID: `app-${round}` })));
	deletions.push(await time(() => emulator.apps.delete(`app-${round}`)));
}
const overHttp: number[] = [];
for (let round = 0; round < rounds; round++) {
	const url = `${emulator.url}/_emulator/apps`;
	overHttp.push(await time(() => fetch(url, { method: "POST" }).then((reply) => reply.json())));
}
await emulator.close();

const results = { creation: median(creations), deletion: median(deletions), "creation over HTTP": median(overHttp) };
for (const [name, milliseconds] of Object.entries(results)) console.log(`${name}: ${milliseconds.toFixed(3)} ms`);
if (Object.values(results).some((milliseconds) => milliseconds > limit)) {
	console.error(`more than ${limit} ms`);
	process.exitCode = 1;
}
