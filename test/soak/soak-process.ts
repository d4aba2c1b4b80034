import { type Child, startChild } from "../helpers/child.ts";
import type { Memory, StartedEmulator } from "../helpers/child-emulator.ts";

/** What of the emulator is known outside its process. */
export type Started = StartedEmulator & { readonly closesConnections: true };

export type Order = "account" | "condition";

/** How the emulator is, with all garbage collected. */
export interface Condition extends Memory {
	/** Sockets, servers, timers and whatever else keeps a process alive: how many of each. */
	readonly handles: Readonly<Record<string, number>>;
	/** What its log has at `error`. */
	readonly errors: readonly string[];
}

/** What became of commands since the last account. */
export interface Account {
	/** By its ID, whether a command was handed to a connection. */
	readonly delivered: readonly (readonly [commandID: string, delivered: boolean])[];
	/** The commands that left on each connection, in order. */
	readonly sent: readonly { readonly commands: readonly string[]; readonly isOpen: boolean }[];
	/** Commands at which a fault rule was. */
	readonly faulted: readonly string[];
	/** Gaps in the journal: an account with any is none. */
	readonly missed: number;
}

export interface SoakProcess extends Started, Pick<Child<Started>, "died" | "stop"> {
	account(): Promise<Account>;
	condition(): Promise<Condition>;
}

export async function startSoakProcess(): Promise<SoakProcess> {
	const { started, ask, died, stop } = await startChild<Started>(new URL("./soak-child.js", import.meta.url));
	const order = <T>(given: Order) => ask<T>(given);
	return {
		...started,
		died,
		stop,
		account: () => order<Account>("account"),
		condition: () => order<Condition>("condition"),
	};
}
