import type { Log, ServerCodeRun, ServerCodeRunner } from "../core/ports.ts";
import type { Answer, Job } from "./job.ts";
import { outcomeOf } from "./outcome.ts";
import { type Failure, type RunningJob, runJob } from "./run-job.ts";
import { writeOutput } from "./write-output.ts";

export interface ServerCodeRunnerOptions {
	readonly log: Log;
	/** Milliseconds of real time for one run. Default 20,000, Kii's own limit (Kii guide, "Limitations"). */
	readonly timeout?: number;
	/** MiB of heap for one run. Default 64. */
	readonly maxMemory?: number;
	/** Runs at the same time; more wait for their turn. Default 4. */
	readonly concurrency?: number;
}

const soundSources = 32;
const appIsReset = "the app is being reset";

/**
 * Runs server code, each run in a fresh process that can do nothing but compute (`start-sandbox.ts`). Nothing is started
 * before the first run; `close` ends what is under way and resolves when every process is gone.
 */
export function createServerCodeRunner(options: ServerCodeRunnerOptions): ServerCodeRunner {
	const { log, timeout = 20_000, maxMemory = 64, concurrency = 4 } = options;
	/** With the app whose code it is; undefined for a check. */
	const running = new Map<RunningJob, string | undefined>();
	const waiting: (() => void)[] = [];
	/** Counts up when the runs of all apps (undefined) or of one are ended: those that wait then are none any more. */
	const endings = new Map<string | undefined, number>();
	let closed = false;

	/** Sources that compile, the last ones checked: a reset deploys the same again. */
	const sound = new Set<string>();

	function remember(source: string): void {
		sound.add(source);
		for (const oldest of sound) {
			if (sound.size <= soundSources) break;
			sound.delete(oldest);
		}
	}

	const endingsOf = (appID: string | undefined) => (endings.get(undefined) ?? 0) + (endings.get(appID) ?? 0);

	async function take(job: Job, appID?: string): Promise<Answer | Failure> {
		const before = endingsOf(appID);
		while (!closed && running.size >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
		const ended = appID !== undefined && endingsOf(appID) !== before;
		// Whoever gives up passes the turn on.
		if (closed || ended) waiting.shift()?.();
		if (closed) return { kind: "failed", reason: "the emulator is closing" };
		if (ended) return { kind: "failed", reason: appIsReset };
		const started = runJob(job, timeout, maxMemory);
		running.set(started, appID);
		void started.gone.then(() => {
			running.delete(started);
			waiting.shift()?.();
		});
		return started.answer;
	}

	return {
		async run({ source, endpoint, params, context }: ServerCodeRun) {
			const call = JSON.stringify({ ...context, params });
			const answer = await take({ kind: "run", source, endpoint, call, timeout }, context.appID);
			if (answer.kind === "ran") writeOutput(log, { appID: context.appID, endpoint }, answer.output);
			const outcome = outcomeOf(answer, timeout);
			if (!outcome.ok) {
				const { errorCode, message } = outcome;
				log.info({ appID: context.appID, endpoint, errorCode }, `server code failed: ${message}`);
			}
			return outcome;
		},
		async check(source) {
			if (sound.has(source)) return undefined;
			const answer = await take({ kind: "check", source });
			if (answer.kind === "checked" && answer.fault === undefined) remember(source);
			if (answer.kind === "checked") return answer.fault;
			return "reason" in answer ? answer.reason || answer.kind : answer.kind;
		},
		async close() {
			closed = true;
			for (const job of running.keys()) job.stop("the emulator is closing");
			for (const proceed of waiting.splice(0)) proceed();
			await Promise.all(Array.from(running.keys(), ({ gone }) => gone));
		},
		endRuns(appID) {
			endings.set(appID, (endings.get(appID) ?? 0) + 1);
			for (const [job, of] of running) {
				if (of !== undefined && (appID === undefined || of === appID)) job.stop(appIsReset);
			}
			for (const proceed of waiting.splice(0)) proceed();
		},
	};
}
