import { type Bench, unlessMissing } from "./bench.ts";
import { steadySession } from "./steady-session.ts";
import { untilAccepted } from "./until-accepted.ts";

/**
 * Whether a device that has not come back from something does not come back from any end of its connection. Starts it anew;
 * one that cannot be asked is not said to stay away.
 */
export async function staysAway(bench: Bench): Promise<boolean> {
	await bench.restart();
	if ((await steadySession(bench).catch(unlessMissing)) === undefined) return false;
	const after = bench.position();
	bench.disconnect();
	return !(await untilAccepted(bench, after));
}
