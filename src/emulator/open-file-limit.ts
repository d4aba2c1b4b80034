import { readFileSync } from "node:fs";

/** How many files this process may have open (`ulimit -n`); Infinity where the system does not say so in `/proc`. */
export function openFileLimit(): number {
	try {
		const limits = readFileSync("/proc/self/limits", "utf8");
		return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
	} catch {
		return Number.POSITIVE_INFINITY;
	}
}
