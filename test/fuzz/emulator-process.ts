import { type Child, startChild } from "../helpers/child.ts";
import type { Memory, StartedEmulator } from "../helpers/child-emulator.ts";

export type Started = StartedEmulator;

/** How the emulator is, with all garbage collected. */
export interface Condition extends Memory {
	/** Open connections. */
	readonly sockets: number;
	/** What its log has at `error`. */
	readonly faults: readonly string[];
}

export interface EmulatorProcess extends Started, Pick<Child<Started>, "died" | "stop"> {
	condition(): Promise<Condition>;
}

export async function startEmulatorProcess(): Promise<EmulatorProcess> {
	const { started, ask, died, stop } = await startChild<Started>(new URL("./emulator-child.js", import.meta.url));
	return { ...started, died, stop, condition: () => ask<Condition>("condition") };
}
