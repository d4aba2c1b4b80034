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

const ways = ["mqtt", "http", "installation"] as const;

/** By which ways a device must onboard to be asked; a case that is not here is for all of them. */
const asked: Readonly<Record<string, readonly (typeof ways)[number][]>> = {
	"onboarding-over-mqtt": ["mqtt"],
	"onboarding-leaves-first-broker": ["mqtt"],
	"onboarding-over-http": ["http", "installation"],
	"onboarding-endpoint-503": ["installation"],
};

for (const onboardOver of ways) {
	test(`a good device that onboards over ${onboardOver} passes`, async (t) => {
		const results = await judgeVirtually(t, cases, { onboardOver });
		assert.deepEqual(notPassed(results), []);
		assert.deepEqual(
			results.filter(({ judgement }) => judgement.verdict === "not applicable").map(({ case: { id } }) => id),
			cases.map(({ id }) => id).filter((id) => !(asked[id] ?? ways).includes(onboardOver)),
		);
	});
}

for (const { id } of cases) {
	test(`a device with the flaw ${id} fails that case and no other`, async (t) => {
		const [onboardOver = "mqtt"] = asked[id] ?? ways;
		const results = await judgeVirtually(t, cases, { flaws: new Set([id]), onboardOver });
		const failed = results.find((result) => result.case.id === id);
		assert.equal(failed?.judgement.verdict, "fail", failed?.judgement.reason);
		assert.deepEqual(notPassed(results.filter((result) => result !== failed)), []);
	});
}
