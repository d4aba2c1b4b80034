import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { allCases } from "../../src/conformance/all-cases.ts";
import type { Transport } from "../../src/conformance/case.ts";
import type { CaseResult } from "../../src/conformance/result.ts";
import type { OnboardOver } from "./device/onboard.ts";
import { notFor, unjudged, wayFor } from "./unjudged.ts";
import { judgeVirtually } from "./virtual-lab.ts";

/** Cases that a flaw makes a pass with warnings, and not a fail. */
const warned: readonly string[] = ["reconnect-jitter", "qos-lost-push"];

/** A device without flaws passes all cases that are for it, one after the other. */
export async function expectGood(t: TestContext, transport: Transport, onboardOver: OnboardOver = "mqtt") {
	expectVerdicts(await judgeVirtually(t, allCases, { transport, onboardOver }), notFor(transport, onboardOver));
}

/** Of all cases the one with that ID finds a device with the flaw, which is named after it by default, and no other does. */
export async function expectFoundAlone(t: TestContext, transport: Transport, id: string, flaw = id) {
	const onboardOver = wayFor(id);
	const results = await judgeVirtually(t, allCases, { flaws: new Set([flaw]), transport, onboardOver });
	const lacking = [...notFor(transport, onboardOver), ...(unjudged[flaw]?.cases ?? [])];
	expectVerdicts(results, lacking, { [id]: warned.includes(id) ? "pass with warnings" : "fail" });
}

function expectVerdicts(
	results: readonly CaseResult[],
	notApplicable: readonly string[],
	others: Readonly<Record<string, string>> = {},
): void {
	assert.deepEqual(
		results.map(({ case: { id } }) => id),
		allCases.map(({ id }) => id),
	);
	// Only what is wrong, so that it is all that a cut message has.
	const wrong = results.flatMap(({ case: { id }, judgement: { verdict, reason, warnings = [] } }) => {
		const expected = others[id] ?? (notApplicable.includes(id) ? "not applicable" : "pass");
		return verdict === expected ? [] : [`${id}: ${verdict}, not ${expected}: ${[reason, ...warnings].join("; ")}`];
	});
	assert.deepEqual(wrong, []);
}
