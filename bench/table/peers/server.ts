import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own. */
export interface Server {
	readonly name: string;
	readonly child: ChildProcess;
	/** The line by which it said that it is ready. */
	readonly line: string;
	/** Milliseconds from its start to that line. */
	readonly took: number;
	stop(): Promise<void>;
}

/** Starts a program and waits for its first line on the standard output. */
export async function startServer(name: string, program: string, args: readonly string[]): Promise<Server> {
	const begin = performance.now();
	const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
	let text = "";
	const line = await new Promise<string>((resolve, reject) => {
		child.stdout.on("data", (chunk) => {
			text += chunk;
			if (text.includes("\n")) resolve(text.slice(0, text.indexOf("\n")));
		});
		child.once("error", reject).once("exit", (code) => reject(new Error(`${name} has ended with ${code}: ${text}`)));
	});
	return { name, child, line, took: performance.now() - begin, stop: () => stop(child) };
}

export async function stop(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, "exit");
	// Who is asked to end puts away what it has left in the folder of temporary files.
	child.kill("SIGTERM");
	const late = setTimeout(() => child.kill("SIGKILL"), 5000);
	await gone;
	clearTimeout(late);
}
