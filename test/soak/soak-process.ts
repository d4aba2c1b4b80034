import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Emulator } from "../../src/index.ts";

/** What of an emulator is known outside its process. */
export type Started = Pick<Emulator, "ports" | "url" | "urls" | "ca" | "app"> & { readonly closesConnections: true };

export type Order = "account" | "condition";

/** How the emulator is, with all garbage collected. */
export interface Condition {
	/** In use, on the heap and beside it. */
	readonly bytes: number;
	readonly rss: number;
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

export interface SoakProcess extends Started {
	account(): Promise<Account>;
	condition(): Promise<Condition>;
	/** Rejects when the process ends, unless by {@link SoakProcess.stop}. */
	readonly died: Promise<never>;
	stop(): Promise<void>;
}

export async function startSoakProcess(): Promise<SoakProcess> {
	const child = fork(new URL("./soak-child.js", import.meta.url), { execArgv: ["--expose-gc"] });
	let isStopping = false;
	const died = once(child, "exit").then(([code, signal]): never => {
		throw new Error(isStopping ? "stopped" : `the emulator has died: exit code ${code}, signal ${signal}`);
	});
	died.catch(() => {});
	const ask = <T>(order: Order): Promise<T> => {
		child.send(order);
		return Promise.race([message<T>(child), died]);
	};
	return {
		...(await Promise.race([message<Started>(child), died])),
		died,
		account: () => ask<Account>("account"),
		condition: () => ask<Condition>("condition"),
		async stop() {
			isStopping = true;
			child.kill("SIGKILL");
			await died.catch(() => {});
		},
	};
}

async function message<T>(child: ChildProcess): Promise<T> {
	const [received] = await once(child, "message");
	return received;
}
