import type { Log } from "../../src/core/ports.ts";

export interface LogLine {
	readonly level: keyof Log;
	readonly message: string;
	readonly [binding: string]: unknown;
}

export interface RecordedLog extends Log {
	readonly lines: LogLine[];
	/** The lines at `warn` and `error`. */
	readonly warnings: readonly LogLine[];
}

export function recordLog(): RecordedLog {
	const lines: LogLine[] = [];
	const at = (level: keyof Log) => (bindings: object, message: string) => {
		lines.push({ ...bindings, level, message });
	};
	return {
		lines,
		get warnings() {
			return lines.filter(({ level }) => level === "warn" || level === "error");
		},
		debug: at("debug"),
		info: at("info"),
		warn: at("warn"),
		error: at("error"),
	};
}
