import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Another program of this folder in a process of its own. */
export function startChild(name: string): ChildProcess {
	return fork(new URL(`./${name}.js`, import.meta.url));
}

/** The next message of a child process. Rejects when it ends instead. */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
	const ended = new AbortController();
	const gone = once(child, "exit", { signal: ended.signal }).then(() => {
		throw new Error(`${child.spawnargs.at(-1)} has ended`);
	});
	try {
		const [message] = await Promise.race([once(child, "message"), gone]);
		return message;
	} finally {
		ended.abort();
		gone.catch(() => {});
	}
}
