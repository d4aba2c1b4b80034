import assert from "node:assert/strict";
import test from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import type { CaseResult } from "../../src/conformance/result.ts";
import { judgeVirtually } from "./virtual-lab.ts";

const cases = allCases.filter(({ group }) => ["onboarding", "api", "commands"].includes(group));

/** `id: reason` of those that did not pass, or were not judged at all. */
function notPassed(results: readonly CaseResult[]): string[] {
	return results
		.filter(({ judgement }) => judgement.verdict !== "pass" && judgement.verdict !== "not applicable")
		.map(({ case: { id }, judgement: { verdict, reason, warnings } }) =>
			[id, verdict, reason, ...(warnings ?? [])].join(": "),
		);
}

for (const onboardOver of ["mqtt", "http"] as const) {
	test(`a good device that onboards over ${onboardOver} passes`, async (t) => {
		const results = await judgeVirtually(t, cases, { onboardOver });
		assert.deepEqual(notPassed(results), []);
		const other = onboardOver === "mqtt" ? "http" : "mqtt";
		const notJudged = results.filter(({ judgement }) => judgement.verdict === "not applicable");
		assert.deepEqual(
			notJudged.map(({ case: { id } }) => id).filter((id) => !(notApplicable[other] ?? []).includes(id)),
			[],
		);
	});
}

/** What a device is not asked that does not onboard in this way. */
const notApplicable: Record<string, readonly string[]> = {
	mqtt: ["onboarding-over-mqtt", "onboarding-leaves-first-broker"],
	http: ["onboarding-over-http"],
};

for (const { id } of cases) {
	test(`a device with the flaw ${id} fails that case and no other`, async (t) => {
		const onboardOver = notApplicable.http?.includes(id) ? "http" : "mqtt";
		const results = await judgeVirtually(t, cases, { flaws: new Set([id]), onboardOver });
		const failed = results.find((result) => result.case.id === id);
		assert.equal(failed?.judgement.verdict, "fail", failed?.judgement.reason);
		assert.deepEqual(notPassed(results.filter((result) => result !== failed)), []);
	});
}
