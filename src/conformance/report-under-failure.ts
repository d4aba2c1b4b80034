import type { ApiEntry } from "../journal/entry.ts";
import type { Bench } from "./bench.ts";
import { fail, type Judgement } from "./case.ts";
import { resultReport, resultRoute } from "./good-command.ts";

/** Milliseconds for which reports of results fail. */
const failing = 10_000;
/** Reports in that time. */
const most = 5;

/** Sends a command whose result cannot be reported for a while; marks it as `asked`. */
export async function reportUnderFailure(bench: Bench, status: number): Promise<void> {
	const fault = await bench.fault({ on: "api", route: resultRoute, action: "respond", status });
	const after = bench.position();
	const commandID = await bench.command();
	bench.mark(`asked ${commandID}`);
	await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
	await bench.wait(failing);
	await fault.remove();
	// What it may still have to say of it.
	await bench.wait(failing);
}

/** Undefined when a result was not reported too often. */
export function whyHammering(reports: readonly ApiEntry[]): Judgement | undefined {
	const failed = reports.filter(({ fault }) => fault !== undefined);
	const seen = failed.map(({ seq }) => seq);
	if (failed.length <= most) return undefined;
	return fail(`a request that failed was made ${failed.length} times within ${failing / 1000} s`, ...seen);
}
