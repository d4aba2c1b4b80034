import type { Entry } from "../journal/entry.ts";
import type { Case, Judgement, Profile, Transport, Verdict } from "./case.ts";

/** One case, judged. `could not judge`: the device never came, or came too late to be asked. */
export interface CaseResult {
	readonly case: Pick<Case, "id" | "group" | "title" | "clause" | "stimulus" | "rule">;
	readonly judgement: Omit<Judgement, "verdict"> & { readonly verdict: Verdict | "could not judge" };
	/** Everything of the device while the case ran. */
	readonly entries: readonly Entry[];
	/** Unix milliseconds. */
	readonly startedAt: number;
	readonly durationMs: number;
}

export type OverallVerdict = "pass" | "pass with warnings" | "fail" | "could not judge";

export interface Report {
	readonly emulatorVersion: string;
	readonly profile: Profile;
	readonly transport: Transport;
	/** How the device was known: vendorThingID, client ID, or how it was started. */
	readonly device: string;
	/** Unix milliseconds. */
	readonly startedAt: number;
	readonly durationMs: number;
	readonly results: readonly CaseResult[];
	readonly verdict: OverallVerdict;
}

/** Fail is worse than not knowing, not knowing worse than a warning. */
export function overallVerdict(results: readonly CaseResult[]): OverallVerdict {
	const has = (verdict: CaseResult["judgement"]["verdict"]) =>
		results.some(({ judgement }) => judgement.verdict === verdict);
	if (has("fail")) return "fail";
	if (has("could not judge") || !results.some(({ judgement }) => judgement.verdict !== "not applicable"))
		return "could not judge";
	return has("pass with warnings") ? "pass with warnings" : "pass";
}

/** 0 pass, 1 fail, 2 could not judge. */
export function exitCode(verdict: OverallVerdict): 0 | 1 | 2 {
	if (verdict === "fail") return 1;
	return verdict === "could not judge" ? 2 : 0;
}
