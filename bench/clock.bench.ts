// What the emulator's clock costs beside Date.now and setTimeout: reading it, and setting and cancelling a timer among 10,000.
//   node build/bench/clock.bench.js
// Prints nanoseconds a call, the least of some rounds. A PUBLISH reads the clock once; 500 ns more would be 1 % of what it costs.
import { createActivity } from "../src/system/activity.ts";
import { createEmulatorClock } from "../src/system/emulator-clock.ts";
import { systemClock } from "../src/system/system-clock.ts";

const keepalives = 10_000;
const calls = 100_000;
const rounds = 7;
/** Nanoseconds that a call may cost more than stock. */
const mostMore = 500;

/** Nanoseconds of one call, in the best of some rounds: the others were disturbed. */
function measure(call: () => unknown): number {
	let best = Number.POSITIVE_INFINITY;
	for (let round = 0; round < rounds; round++) {
		const start = performance.now();
		for (let index = 0; index < calls; index++) call();
		best = Math.min(best, ((performance.now() - start) * 1e6) / calls);
	}
	return best;
}

const { clockOf, control, close } = createEmulatorClock({ base: systemClock, activity: createActivity() });
const stock: NodeJS.Timeout[] = [];
for (let index = 0; index < keepalives; index++) {
	const delay = 90_000 + (index % 1000);
	clockOf("app").setTimeout(() => {}, delay);
	stock.push(setTimeout(() => {}, delay));
}

const compared: [what: string, ours: () => unknown, stock: () => unknown][] = [
	["read the clock of an app", () => clockOf("app").now(), () => Date.now()],
	[
		`set and cancel a keepalive among ${keepalives}`,
		() =>
			clockOf("app")
				.setTimeout(() => {}, 90_500)
				.cancel(),
		() => clearTimeout(setTimeout(() => {}, 90_500)),
	],
];
for (const [what, ours, theirs] of compared) {
	const [own, other] = [measure(ours), measure(theirs)];
	console.log(`${what}: ${own.toFixed(0)} ns, stock ${other.toFixed(0)} ns`);
	if (own - other > mostMore) process.exitCode = 1;
}
for (const timer of stock) clearTimeout(timer);

await control.freeze();
const start = performance.now();
const { ranTimers } = await control.advance(100_000);
console.log(`advance over ${ranTimers} timers: ${(performance.now() - start).toFixed(0)} ms`);
close();
