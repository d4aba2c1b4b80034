import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Lines, linesOf } from "./lines.ts";

const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
/** Flags by which the command takes free ports. */
export const freePorts = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);

/** The command in a process of its own, on free ports. */
export interface Command {
	readonly child: ChildProcess;
	readonly lines: Lines;
	/** Resolves when it is ready. */
	urls(): Promise<{ readonly url: string; readonly mqtt: string }>;
	/** Resolves when it has ended. */
	ended(): Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** @param through a program, with its arguments, that runs the command */
export function runCommand(
	t: { after(work: () => void): void },
	args: readonly string[],
	through: readonly string[] = [],
): Command {
	const [program = "", ...rest] = [...through, process.execPath, cli, ...freePorts, ...args];
	const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env.PATH } });
	t.after(() => child.kill("SIGKILL"));
	let stderr = "";
	child.stderr.setEncoding("utf8").on("data", (text) => {
		stderr += text;
	});
	const lines = linesOf(child);
	const closed = once(child, "close");
	return {
		child,
		lines,
		async urls() {
			const line = await lines.waitFor(/^kii-emulator ready: /);
			return { url: / http=(\S+)/.exec(line)?.[1] ?? "", mqtt: / mqtt=(\S+)/.exec(line)?.[1] ?? "" };
		},
		async ended() {
			const [code] = await closed;
			return { code, stderr };
		},
	};
}
