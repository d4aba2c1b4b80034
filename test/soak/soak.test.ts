import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeCommands } from "./judge.ts";
import { complaintsOf } from "./judge-soak.ts";
import { runSoak } from "./run-soak.ts";
import type { SoakDevice } from "./soak-device.ts";

// `npm run soak` has 2,000 devices for ten minutes.
test("devices that come and go under faults lose nothing that was acknowledged, and leave nothing", async () => {
	const result = await runSoak({ devices: 80, seconds: 5, seed: 5, pace: 190 });
	assert.deepEqual(complaintsOf(result), []);
	assert.ok(result.writes.acknowledged > result.devices);
	assert.ok(result.commands.received > 0 && result.commands.reported > 0);
	assert.ok(result.connects > result.devices);
	for (const [rule, hits] of Object.entries(result.hits)) {
		if (/publish (drop|duplicate)|any delay/.test(rule)) assert.ok(hits > 0, rule);
	}
});

test("a command that nothing explains is lost", () => {
	const device = { received: new Set(["a", "c"]) } as unknown as SoakDevice;
	const commands = ["a", "b", "c", "d", "e", "f", "g"].map((commandID) => ({ commandID, device }));
	const account = {
		delivered: [...["a", "b", "c", "d", "f"].map((id) => [id, true] as const), ["e", false] as const],
		sent: [
			{ commands: ["a", "b", "c", "d"], isOpen: false },
			{ commands: ["f"], isOpen: true },
		],
		faulted: [],
		missed: 0,
	};
	const { lost, offline, cutOff } = judgeCommands(commands, account);
	// b was overtaken, f is on a connection that is open, nobody knows of g.
	assert.deepEqual({ lost, offline, cutOff }, { lost: ["b", "f", "g"], offline: 1, cutOff: 1 });
	assert.deepEqual(judgeCommands(commands, { ...account, faulted: ["b", "f"] }).lost, ["g"]);
});
