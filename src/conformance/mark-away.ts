import { type Bench, unlessMissing } from "./bench.ts";
import { type Judgement, notApplicable } from "./case.ts";
import type { Evidence } from "./evidence.ts";
import { steadySession } from "./steady-session.ts";
import { untilAccepted } from "./until-accepted.ts";

/** Where a case has given the device up, and what it has found out of it then. */
export const away = "away";
const neverBack = "never back";

/** Marks a device that has not come back, and whether it never does, which is for another case. */
export async function markAway(bench: Bench): Promise<void> {
	bench.mark(away);
	if (await staysAway(bench)) bench.mark(neverBack);
}

/** Of a device that never comes back, see {@link markAway}; undefined of any other. */
export function whyNeverBack({ marks }: Evidence): Judgement | undefined {
	if (!marks.some(({ name }) => name === neverBack)) return undefined;
	return notApplicable("the device does not come back when its connection is closed: see reconnect-after-close");
}

/**
 * Whether a device that has not come back from something does not come back from any end of its connection. Starts it anew;
 * one that cannot be asked is not said to stay away.
 */
async function staysAway(bench: Bench): Promise<boolean> {
	await bench.restart();
	if ((await steadySession(bench).catch(unlessMissing)) === undefined) return false;
	const after = bench.position();
	bench.disconnect();
	return !(await untilAccepted(bench, after));
}
