import { DeviceMissing, unlessMissing } from "./bench.ts";
import type { Ability, Case, Judgement } from "./case.ts";
import { type BenchOptions, createBench } from "./create-bench.ts";
import { Evidence } from "./evidence.ts";
import type { CaseResult } from "./result.ts";

export interface RunOptions extends BenchOptions {
	readonly cases: readonly Case[];
	/** What the device can do; a case that needs more is not applicable. */
	readonly abilities: ReadonlySet<Ability>;
	/** Called before and after each case. */
	onBegin?(which: Case): void;
	onResult?(result: CaseResult): void;
	readonly signal?: AbortSignal;
}

/** Takes a device through cases, one after the other. */
export async function runCases(options: RunOptions): Promise<CaseResult[]> {
	const results: CaseResult[] = [];
	for (const which of options.cases) {
		if (options.signal?.aborted) break;
		options.program?.ended?.();
		options.onBegin?.(which);
		const ran = await runCase(which, options);
		// Whoever stops the run ends the device, too (Ctrl-C at a terminal reaches both): that is not to be judged.
		if (options.signal?.aborted) break;
		const judged = withEnd(ran, options.program?.ended?.());
		const result = blamedOnce(judged, which, results);
		results.push(result);
		options.onResult?.(result);
	}
	return results;
}

async function runCase(which: Case, options: RunOptions): Promise<CaseResult> {
	const { stand, transport, profile, settings } = options;
	const startedAt = stand.clock.now();
	const why = whyNotApplicable(which, options);
	if (why !== undefined) return resultOf(which, { verdict: "not applicable", reason: why }, [], startedAt, startedAt);
	await bringBack(options);
	const bench = createBench(options);
	let missing: DeviceMissing | undefined;
	try {
		await which.run(bench);
	} catch (error) {
		if (!(error instanceof DeviceMissing)) throw error;
		missing = error;
	} finally {
		await bench.tidy();
	}
	const endedAt = stand.clock.now();
	const all = stand.journal.entries({ since: bench.began + 1 });
	const entries = all.filter((entry) => !stand.isOfRunner(entry));
	const evidence = new Evidence({ entries, marks: bench.marks, transport, profile, settings, endedAt });
	const judgement: CaseResult["judgement"] =
		missing === undefined ? which.judge(evidence) : { verdict: "could not judge", reason: missing.message };
	return resultOf(which, judgement, entries, startedAt, endedAt);
}

/** Tells of a case that went wrong how the device's program ended meanwhile. */
function withEnd(result: CaseResult, ended: string | undefined): CaseResult {
	const { judgement } = result;
	if (ended === undefined || !["fail", "could not judge"].includes(judgement.verdict)) return result;
	return { ...result, judgement: { ...judgement, reason: `${judgement.reason}; ${ended}` } };
}

/** What a device must do to be there for the rest of a case that ends its connection. */
const returns = ["reconnect-after-close", "reconnect-resubscribes"];

/** A device that was missing is not to be judged again for a fault that was found in it before. */
function blamedOnce(result: CaseResult, { needs = [] }: Case, before: readonly CaseResult[]): CaseResult {
	const { verdict, reason } = result.judgement;
	const cause = before.find(({ case: { id }, judgement }) => returns.includes(id) && judgement.verdict === "fail");
	if (verdict !== "could not judge" || cause === undefined || !needs.includes("reconnects")) return result;
	return { ...result, judgement: { verdict: "not applicable", reason: `${reason}: see ${cause.case.id}` } };
}

/** A device that the case before has left lost is started anew, where the runner can: each case judges for itself. */
async function bringBack(options: RunOptions): Promise<void> {
	if (options.program === undefined) return;
	const bench = createBench(options);
	if ((await bench.session().catch(unlessMissing)) === undefined) await bench.restart();
}

function whyNotApplicable(
	{ profiles, transports, needs = [] }: Case,
	{ profile, transport, abilities }: RunOptions,
): string | undefined {
	if (!profiles.includes(profile)) return `not a case of profile ${profile}`;
	if (transports !== undefined && !transports.includes(transport)) return `not a case of ${transport}`;
	const lacking = needs.filter((need) => !abilities.has(need));
	return lacking.length === 0 ? undefined : `the device was not said to do this: ${lacking.join(", ")}`;
}

function resultOf(
	{ id, group, title, clause, stimulus, rule }: Case,
	judgement: CaseResult["judgement"] | Judgement,
	entries: CaseResult["entries"],
	startedAt: number,
	endedAt: number,
): CaseResult {
	const described = { id, group, title, clause, stimulus, rule };
	return { case: described, judgement, entries, startedAt, durationMs: endedAt - startedAt };
}
