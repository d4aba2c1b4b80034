import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Urls } from "../../src/index.ts";

const server = fileURLToPath(new URL("kill-server.js", import.meta.url));

/** A process that has loaded an emulator's modules, or is about to, and waits for a folder. */
export interface KillableEmulator {
	/** Starts the emulator on a folder. @returns undefined when the process was killed meanwhile */
	start(dataDir: string): Promise<Urls | undefined>;
	kill(): void;
	/** Resolves when the process has gone, with its exit code; null after a kill. */
	readonly gone: Promise<number | null>;
	/** Closes the emulator. @returns the exit code */
	close(): Promise<number | null>;
}

/** Begins to load: what takes most of a start is done when it is needed. */
export function forkEmulator(t: { after(work: () => void): void }): KillableEmulator {
	// Without the flags of the test's own process: source maps take their time.
	const child: ChildProcess = fork(server, { execArgv: [] });
	t.after(() => child.kill("SIGKILL"));
	const gone = once(child, "exit").then(([code]): number | null => code);
	const loaded = once(child, "message");
	loaded.catch(() => {});
	return {
		async start(dataDir) {
			await Promise.race([loaded, gone]);
			if (child.exitCode === null && child.signalCode === null) child.send({ dataDir }, () => {});
			const urls = once(child, "message").then(([message]): Urls => message);
			const ended = gone.then((code) => {
				assert.equal(code, null, `the emulator did not start: exit code ${code}`);
				return undefined;
			});
			return Promise.race([urls, ended]);
		},
		kill: () => void child.kill("SIGKILL"),
		gone,
		close() {
			child.send("close");
			return gone;
		},
	};
}
