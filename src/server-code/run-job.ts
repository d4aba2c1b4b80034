import type { ChildProcess } from "node:child_process";
import type { Answer, Job } from "./job.ts";
import { startSandbox } from "./start-sandbox.ts";

/** Why there is no answer. */
export interface Failure {
	readonly kind: "too long" | "out of memory" | "failed";
	readonly reason: string;
}

export interface RunningJob {
	/** Never rejects. */
	readonly answer: Promise<Answer | Failure>;
	/** Settled when the process is gone. */
	readonly gone: Promise<unknown>;
	/** Ends it as failed, for that reason. */
	stop(reason: string): void;
}

// Milliseconds. A machine under load takes its time to start a process, and an answer to arrive.
const startAllowance = 30_000;
const answerAllowance = 2000;
// How V8 ends a process whose heap is full.
const outOfMemorySignals: readonly (NodeJS.Signals | null)[] = ["SIGABRT", "SIGTRAP", "SIGILL"];

/** Runs one job in a process of its own. Time is real here, whatever the emulator's clock says: the code really runs. */
export function runJob(job: Job, timeout: number, maxMemory: number): RunningJob {
	let child: ChildProcess;
	try {
		child = startSandbox(maxMemory);
	} catch (error) {
		const failure: Failure = { kind: "failed", reason: (error as Error).message };
		return { answer: Promise.resolve(failure), gone: Promise.resolve(), stop() {} };
	}
	const { promise: gone, resolve: onGone } = withResolvers<unknown>();
	const { promise: answer, resolve } = withResolvers<Answer | Failure>();
	let timer = setTimeout(give, startAllowance, { kind: "failed", reason: "the sandbox did not start" });

	function give(result: Answer | Failure): void {
		clearTimeout(timer);
		resolve(result);
		// It has done its one job; whatever goes on in it is of no use.
		child.kill("SIGKILL");
	}

	child.on("message", (message: Answer | null) => {
		if (message?.kind !== "ready") return give(message ?? { kind: "failed", reason: "the sandbox gave no answer" });
		clearTimeout(timer);
		timer = setTimeout(give, timeout + answerAllowance, { kind: "too long", reason: "" });
		child.send(job, () => {}); // a process that is gone by now says so itself
	});
	child.on("error", (error) => {
		give({ kind: "failed", reason: error.message });
		if (child.pid === undefined) onGone(undefined); // it has never been there
	});
	child.on("exit", (code, signal) => {
		const outOfMemory = outOfMemorySignals.includes(signal) || code === 134;
		give({ kind: outOfMemory ? "out of memory" : "failed", reason: `the sandbox ended with ${signal ?? code}` });
	});
	child.on("close", onGone);
	return { answer, gone, stop: (reason) => give({ kind: "failed", reason }) };
}

// Promise.withResolvers needs Node 22.
function withResolvers<T>(): { promise: Promise<T>; resolve(value: T): void } {
	let resolve: (value: T) => void = () => {};
	const promise = new Promise<T>((settle) => {
		resolve = settle;
	});
	return { promise, resolve };
}
