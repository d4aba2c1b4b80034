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

/**
 * Runs server code, each run in a fresh process that can do nothing but compute (`start-sandbox.ts`). Nothing is started
 * before the first run; `close` ends what is under way and resolves when every process is gone.
 */
export function createServerCodeRunner(options: ServerCodeRunnerOptions): ServerCodeRunner {
	const { log, timeout = 20_000, maxMemory = 64, concurrency = 4 } = options;
	const running = new Set<RunningJob>();
	const waiting: (() => void)[] = [];
	let closed = false;

	async function take(job: Job): Promise<Answer | Failure> {
		while (!closed && running.size >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
		if (closed) return { kind: "failed", reason: "the emulator is closing" };
		const started = runJob(job, timeout, maxMemory);
		running.add(started);
		void started.gone.then(() => {
			running.delete(started);
			waiting.shift()?.();
		});
		return started.answer;
	}

	return {
		async run({ source, endpoint, params, context }: ServerCodeRun) {
			const call = JSON.stringify({ ...context, params });
			const answer = await take({ kind: "run", source, endpoint, call, timeout });
			if (answer.kind === "ran") writeOutput(log, { appID: context.appID, endpoint }, answer.output);
			const outcome = outcomeOf(answer, timeout);
			if (!outcome.ok) {
				const { errorCode, message } = outcome;
				log.info({ appID: context.appID, endpoint, errorCode }, `server code failed: ${message}`);
			}
			return outcome;
		},
		async check(source) {
			const answer = await take({ kind: "check", source });
			if (answer.kind === "checked") return answer.fault;
			return "reason" in answer ? answer.reason || answer.kind : answer.kind;
		},
		async close() {
			closed = true;
			for (const job of running) job.stop();
			for (const proceed of waiting.splice(0)) proceed();
			await Promise.all(Array.from(running, ({ gone }) => gone));
		},
	};
}
