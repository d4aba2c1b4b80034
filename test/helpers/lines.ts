import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

/** The lines of a program's standard output, to be waited for. */
export interface Lines {
	/** The first line, already printed or yet to come, that matches. Rejects when the program ends before. */
	waitFor(pattern: RegExp): Promise<string>;
	/** Everything printed so far. */
	readonly all: readonly string[];
}

export function linesOf(program: ChildProcess): Lines {
	if (program.stdout === null) throw new Error("the program's output is not piped");
	const all: string[] = [];
	const errors: string[] = [];
	const reader: Interface = createInterface({ input: program.stdout });
	reader.on("line", (line) => all.push(line));
	program.stderr?.setEncoding("utf8").on("data", (text: string) => errors.push(text));
	return {
		all,
		async waitFor(pattern) {
			for (;;) {
				const found = all.find((line) => pattern.test(line));
				if (found !== undefined) return found;
				const ended = new AbortController();
				const line = once(reader, "line", { signal: ended.signal });
				const close = once(reader, "close", { signal: ended.signal }).then(() => "closed");
				const which = await Promise.race([line, close]).finally(() => ended.abort());
				line.catch(() => {});
				close.catch(() => {});
				if (which === "closed" && !all.some((text) => pattern.test(text))) {
					throw new Error(`the program ended without ${pattern}: ${[...all, ...errors].join("\n")}`);
				}
			}
		},
	};
}

/** Ends a program by SIGTERM and gives its exit code. */
export async function terminate(program: ChildProcess): Promise<number | null> {
	if (program.exitCode !== null || program.signalCode !== null) return program.exitCode;
	program.kill("SIGTERM");
	await once(program, "exit");
	return program.exitCode;
}
