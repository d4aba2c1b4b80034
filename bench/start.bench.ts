// How long `createEmulator()` takes when its modules are loaded: the first one of a process, which also makes the keys of its
// certificates, and the ones after it; until the health over HTTP is answered; and closing. Goal: at most 60 ms a start.
import { createEmulator } from "../src/index.ts";

const goal = 60;
const rounds = 30;

interface Round {
	readonly start: number;
	readonly answered: number;
	readonly close: number;
}

async function round(): Promise<Round> {
	const begin = performance.now();
	const emulator = await createEmulator();
	const started = performance.now();
	const { status } = await fetch(`${emulator.url}/_emulator/health`);
	if (status !== 200) throw new Error(`health is ${status}`);
	const answered = performance.now();
	await emulator.close();
	return { start: started - begin, answered: answered - begin, close: performance.now() - answered };
}

function middle(values: readonly number[]): number {
	return [...values].sort((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

const first = await round();
const others: Round[] = [];
for (let n = 0; n < rounds; n++) others.push(await round());
const parallel = performance.now();
const together = await Promise.all(Array.from({ length: 10 }, () => createEmulator()));
const each = (performance.now() - parallel) / together.length;
await Promise.all(together.map((emulator) => emulator.close()));

const start = middle(others.map((other) => other.start));
console.log(`first of the process: ${first.start.toFixed(0)} ms`);
console.log(
	`median of ${rounds}: ${start.toFixed(1)} ms (at most ${goal}), least ${Math.min(...others.map((other) => other.start)).toFixed(1)} ms`,
);
console.log(`until health is answered: ${middle(others.map((other) => other.answered)).toFixed(1)} ms`);
console.log(`close: ${middle(others.map((other) => other.close)).toFixed(1)} ms`);
console.log(`10 at once, each: ${each.toFixed(1)} ms`);
if (start > goal) {
	console.error(`a start takes ${start.toFixed(1)} ms, more than ${goal} ms`);
	process.exitCode = 1;
}
