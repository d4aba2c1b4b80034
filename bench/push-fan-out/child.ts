import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Another program of this folder in a process of its own. */
export function startChild(name: string): ChildProcess {
	return fork(new URL(`./${name}.js`, import.meta.url));
}

/** Monotonic milliseconds, the same clock in every process. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

/** Milliseconds of processor time this process has used. */
export function cpuMilliseconds(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

/** Of a server: tells the parent where it is, and then, whenever it is asked, its processor time. */
export function serveParent(address: unknown): void {
	process.send?.(address);
	process.on("message", () => process.send?.(cpuMilliseconds()));
	process.on("disconnect", () => process.exit());
}

/** Asks a server. */
export function cpuOf(server: ChildProcess): Promise<number> {
	server.send("cpu");
	return nextMessage<number>(server);
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
