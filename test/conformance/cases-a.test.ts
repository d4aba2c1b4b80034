import assert from "node:assert/strict";
import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import type { Verdict } from "../../src/conformance/case.ts";
import { judgeVirtually } from "./virtual-lab.ts";

const groups = ["connecting", "keepalive", "reconnect", "qos"];
const cases = allCases.filter(({ group }) => groups.includes(group));

/** Cases that a flaw makes a pass with warnings, and not a fail. */
const warned: readonly string[] = ["reconnect-jitter", "qos-lost-push"];

test("a good device passes all of them", async (t) => {
	const results = await judgeVirtually(t, cases);
	const others = results.filter(({ judgement }) => judgement.verdict !== "pass");
	assert.deepEqual(
		others.map(({ case: { id }, judgement }) => `${id}: ${judgement.verdict}: ${judgement.reason}`),
		[],
	);
	assert.equal(results.length, cases.length);
});

for (const { id } of cases) {
	test(`a device with the flaw ${id} is found by that case alone`, async (t) => {
		const results = await judgeVirtually(t, cases, { flaws: new Set([id]) });
		const expected: Verdict = warned.includes(id) ? "pass with warnings" : "fail";
		const found = results.filter(({ judgement }) => ["fail", "pass with warnings"].includes(judgement.verdict));
		const told = found.map(({ case: { id }, judgement }) => `${id}: ${judgement.verdict}: ${judgement.reason}`);
		assert.deepEqual(
			found.map(({ case: { id } }) => id),
			[id],
			told.join("\n"),
		);
		assert.equal(found[0]?.judgement.verdict, expected, told.join("\n"));
	});
}
