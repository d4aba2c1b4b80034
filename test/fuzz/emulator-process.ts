import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Emulator } from "../../src/index.ts";

/** What of an emulator is known outside its process. */
export type Started = Pick<Emulator, "ports" | "url" | "urls" | "ca" | "app">;

/** How the emulator is, with all garbage collected. */
export interface Condition {
	/** In use, on the heap and beside it. */
	readonly bytes: number;
	readonly rss: number;
	/** Open connections. */
	readonly sockets: number;
	/** What its log has at `error`. */
	readonly faults: readonly string[];
}

export interface EmulatorProcess extends Started {
	condition(): Promise<Condition>;
	/** Rejects when the process ends, unless by {@link EmulatorProcess.stop}. */
	readonly died: Promise<never>;
	stop(): Promise<void>;
}

export async function startEmulatorProcess(): Promise<EmulatorProcess> {
	const child = fork(new URL("./emulator-child.js", import.meta.url), { execArgv: ["--expose-gc"] });
	let isStopping = false;
	const died = once(child, "exit").then(([code, signal]): never => {
		throw new Error(isStopping ? "stopped" : `the emulator has died: exit code ${code}, signal ${signal}`);
	});
	died.catch(() => {});
	const started = await Promise.race([message<Started>(child), died]);
	return {
		...started,
		died,
		condition() {
			child.send("condition");
			return Promise.race([message<Condition>(child), died]);
		},
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
