import assert from "node:assert/strict";
import type { Case } from "../../src/conformance/case.ts";
import type { CaseResult } from "../../src/conformance/result.ts";

export function expectAllPass(results: readonly CaseResult[], cases: readonly Case[]): void {
	assert.deepEqual(
		results.map(({ case: { id }, judgement: { verdict, reason } }) => [id, verdict, verdict === "pass" ? "" : reason]),
		cases.map(({ id }) => [id, "pass", ""]),
	);
}

/** One case fails, and all others pass. */
export function expectOneFails(results: readonly CaseResult[], id: string): void {
	const failed = results.filter(({ judgement: { verdict } }) => verdict !== "pass");
	assert.deepEqual(
		failed.map(({ case: { id: failing }, judgement: { verdict } }) => [failing, verdict]),
		[[id, "fail"]],
		failed.map(({ case: { id: failing }, judgement: { reason } }) => `${failing}: ${reason}`).join("\n"),
	);
}
