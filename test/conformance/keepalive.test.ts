import assert from "node:assert/strict";
import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import { judgeVirtually } from "./virtual-lab.ts";

const cases = allCases.filter(({ group }) => group === "keepalive");

const verdictsOf = async (...asked: Parameters<typeof judgeVirtually>) =>
	Object.fromEntries((await judgeVirtually(...asked)).map(({ case: { id }, judgement: { verdict } }) => [id, verdict]));

test("a device with a keepalive of 0 has nothing to ping for; that it would not notice a loss is a warning", async (t) => {
	assert.deepEqual(await verdictsOf(t, cases, { keepalive: 0 }), {
		"keepalive-ping": "not applicable",
		"keepalive-idle": "pass with warnings",
		"keepalive-mute-broker": "not applicable",
	});
	const flaws = new Set(["keepalive-idle"]);
	assert.equal((await verdictsOf(t, cases, { keepalive: 0, flaws }))["keepalive-idle"], "fail");
});

test("a good device passes with a short keepalive, and with a long one", async (t) => {
	for (const keepalive of [4, 60]) {
		const verdicts = await verdictsOf(t, cases, { keepalive });
		assert.deepEqual([...new Set(Object.values(verdicts))], ["pass"], `keepalive ${keepalive}`);
	}
});

test("a device that waits for PINGRESP as long as it waited to ping is late for Kii and AWS; the standard has no figure", async (t) => {
	for (const [profile, verdict] of [
		["kii", "fail"],
		["aws", "fail"],
		["mqtt311", "pass with warnings"],
	] as const) {
		const verdicts = await verdictsOf(t, cases, { profile, flaws: new Set(["late to give up"]) });
		assert.equal(verdicts["keepalive-mute-broker"], verdict, profile);
	}
});
