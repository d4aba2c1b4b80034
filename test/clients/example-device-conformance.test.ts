// The example device of the README through the conformance cases of commands, in a time of the emulator that goes faster.
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import type { Clock } from "../../src/core/ports.ts";
import { runConformance } from "../../src/index.ts";

const times = 20;
/** Milliseconds by the emulator's clock: what the device does takes real time, however long. */
const long = 3_600_000;

/** The pauses of the cases are for a device that does wrong in them; this one has nothing to do. */
const fast: Clock = {
	now: () => Date.now() * times,
	setTimeout(callback, delay) {
		const timer = setTimeout(callback, delay / times);
		return { cancel: () => clearTimeout(timer) };
	},
};

test("the example device passes every case of commands that is for it", async () => {
	const device = `"${process.execPath}" "${resolve("examples/device.mjs")}"`;
	const { results } = await runConformance({
		// A keepalive that no acceleration makes short.
		command: `KEEPALIVE=65535 exec ${device}`,
		transport: "tcp",
		abilities: ["onboards", "requests", "commands", "reconnects"],
		groups: ["commands"],
		cases: ["connecting-credentials"],
		timeout: long,
		resultWithin: long,
		emulator: { clock: fast, httpPort: 0, httpsPort: 0, mqttPort: 0, mqttsPort: 0, wsPort: 0, wssPort: 0 },
	});
	const others = results.filter(({ judgement: { verdict } }) => verdict !== "pass");
	assert.deepEqual(
		others.map(({ case: { id }, judgement }) => `${id}: ${judgement.verdict}: ${judgement.reason}`),
		[],
	);
	assert.ok(results.length > 7, `${results.length} cases`);
});
