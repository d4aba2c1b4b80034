// What the programs of child.ts that are an emulator have in common.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Emulator, EmulatorOptions } from "../../src/index.ts";

/** What of an emulator is known outside its process. */
export type StartedEmulator = Pick<Emulator, "ports" | "url" | "urls" | "ca" | "app">;

export function startedEmulator({ ports, url, urls, ca, app }: Emulator): StartedEmulator {
	return { ports, url, urls, ca, app };
}

/** A log of which only what is at `error` is kept: faults of the emulator's own. */
export function errorLog(): { readonly log: NonNullable<EmulatorOptions["log"]>; readonly errors: readonly string[] } {
	const errors: string[] = [];
	const log = {
		trace() {},
		debug() {},
		info() {},
		warn() {},
		error(bindings: object, message: string) {
			const { err } = bindings as { err?: Error };
			errors.push(`${message} ${err?.stack ?? JSON.stringify(bindings)}`);
		},
	};
	return { log, errors };
}

/** Memory in use with all garbage collected; for a process with `--expose-gc`. */
export interface Memory {
	/** On the heap and beside it. */
	readonly bytes: number;
	readonly rss: number;
}

export async function memoryInUse(): Promise<Memory> {
	for (let round = 0; round < 5; round++) {
		global.gc?.();
		await nextTurn();
	}
	const { heapUsed, external, rss } = process.memoryUsage();
	return { bytes: heapUsed + external, rss };
}
