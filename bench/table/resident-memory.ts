import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** Bytes of a process that are in memory, the least of some seconds in which nothing happens to it. Linux only. */
export async function residentMemory(pid: number | undefined): Promise<number> {
	let least = Number.POSITIVE_INFINITY;
	for (let look = 0; look < 6; look++) {
		await pause(500);
		const status = await readFile(`/proc/${pid}/status`, "utf8");
		least = Math.min(least, Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024);
	}
	return least;
}
