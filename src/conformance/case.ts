import type { Bench } from "./bench.ts";
import type { Evidence } from "./evidence.ts";

/** What a client is measured by: what Kii asks of it, the standard alone, or what AWS IoT Device Advisor asks. */
export const profiles = ["kii", "mqtt311", "aws"] as const;
export type Profile = (typeof profiles)[number];

export const transports = ["tcp", "tls", "ws", "wss"] as const;
export type Transport = (typeof transports)[number];

export const groups = [
	"tls",
	"connecting",
	"onboarding",
	"keepalive",
	"reconnect",
	"qos",
	"api",
	"commands",
	"websocket",
] as const;
export type Group = (typeof groups)[number];

/**
 * What a device must be able to do for a case to mean anything: onboard by itself; make API requests over MQTT; carry out
 * commands; connect again by itself when its connection is lost (else the runner must be able to start it again).
 */
export const abilities = ["onboards", "requests", "commands", "reconnects", "starts"] as const;
export type Ability = (typeof abilities)[number];

export type Verdict = "pass" | "pass with warnings" | "fail" | "not applicable";

export interface Judgement {
	readonly verdict: Verdict;
	/** One sentence for a person: what was seen, and what had been expected. */
	readonly reason: string;
	readonly warnings?: readonly string[];
	/** `seq` of the journal entries that show it. */
	readonly evidence?: readonly number[];
}

/** One question to a device: a file of `cases/`. */
export interface Case {
	/** Lower case, with hyphens; never changes: reports are compared by it. */
	readonly id: string;
	readonly group: Group;
	readonly title: string;
	/** `[MQTT-3.1.2-24]`, a section of MQTT 3.1.1, or the page of Kii's guide. */
	readonly clause: string;
	/** What the emulator does, for the documentation. */
	readonly stimulus: string;
	/** What the device must do to pass, for the documentation. */
	readonly rule: string;
	readonly profiles: readonly Profile[];
	/** Missing: all. */
	readonly transports?: readonly Transport[];
	readonly needs?: readonly Ability[];
	/** Brings the device into the situation. The device's own time passes here: use {@link Bench.wait}, never a timer. */
	run(bench: Bench): Promise<void>;
	/** Decides from what the journal has; a pure function. */
	judge(evidence: Evidence): Judgement;
}

export const pass = (reason: string, ...evidence: readonly number[]): Judgement => ({
	verdict: "pass",
	reason,
	evidence,
});
export const fail = (reason: string, ...evidence: readonly number[]): Judgement => ({
	verdict: "fail",
	reason,
	evidence,
});
export const notApplicable = (reason: string): Judgement => ({ verdict: "not applicable", reason });
/** A pass with reservations. */
export const warn = (reason: string, warnings: readonly string[], ...evidence: readonly number[]): Judgement => ({
	verdict: "pass with warnings",
	reason,
	warnings,
	evidence,
});
