import type { Log } from "../core/ports.ts";
import type { Output } from "./job.ts";

/** Writes to the log what server code wrote to `console`; what is no such output, as an answer not to be trusted may be, not. */
export function writeOutput(log: Log, bindings: object, output: Output): void {
	if (typeof output !== "object" || output === null || !Array.isArray(output.lines)) return;
	for (const line of output.lines as readonly unknown[]) {
		const [level, text]: readonly unknown[] = Array.isArray(line) ? line : [];
		const write = level === "error" || level === "warn" || level === "debug" ? level : "info";
		if (typeof text === "string") log[write](bindings, `server code: ${text}`);
	}
	if (output.dropped > 0) log.warn(bindings, `server code: ${output.dropped} more lines were left out`);
}
