import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A program of the tests in a process of its own, which tells about itself at its start and whenever it is asked. */
export interface Child<Started> {
	readonly started: Started;
	/** Its answer to a message. One question at a time. */
	ask<Answer>(question: string): Promise<Answer>;
	/** Rejects when the process ends, unless by {@link Child.stop}. */
	readonly died: Promise<never>;
	stop(): Promise<void>;
}

/** Starts a compiled program with `--expose-gc`. @throws Error when it ends before it has told anything */
export async function startChild<Started>(program: URL): Promise<Child<Started>> {
	const child = fork(program, { execArgv: ["--expose-gc"] });
	let isStopping = false;
	const died = once(child, "exit").then(([code, signal]): never => {
		throw new Error(isStopping ? "stopped" : `the emulator has died: exit code ${code}, signal ${signal}`);
	});
	died.catch(() => {});
	return {
		started: await Promise.race([message<Started>(child), died]),
		died,
		ask<Answer>(question: string) {
			child.send(question);
			return Promise.race([message<Answer>(child), died]);
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
