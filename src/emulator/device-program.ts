import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import type { DeviceProgram } from "../conformance/stand.ts";
import { endWithProcess } from "./end-with-process.ts";
import { tellingLines } from "./telling-lines.ts";

export interface DeviceProgramOptions {
	/** A line for the shell. */
	readonly command: string;
	/** Next to our own environment. */
	readonly env: Readonly<Record<string, string>>;
}

/** A device that is a program on this machine. */
export interface RunningDevice extends DeviceProgram {
	/** Starts it if it has ended by itself. */
	ensure(): void;
	/** Resolves, once the program has failed, to how it ended and what it said last. */
	readonly failed: Promise<string>;
	ended(): string | undefined;
	/** What it has said last, if anything. */
	said(): string | undefined;
}

/** Milliseconds for a program to end by itself. */
const grace = 2000;
/** Characters kept of what it says. */
const kept = 8000;
/** Milliseconds for what a program said last to come, when another process keeps its output open. */
const lateWords = 500;
const onWindows = process.platform === "win32";

/** Runs a device program in a process group of its own, so that what it starts ends with it, however this process ends. */
export function createDeviceProgram({ command, env }: DeviceProgramOptions): RunningDevice {
	let child: ChildProcess | undefined;
	let said = "";
	let ending: string | undefined;
	let tellFailed = (_how: string) => {};
	const failed = new Promise<string>((resolve) => {
		tellFailed = resolve;
	});
	let isLeftAlone = () => {};

	function start(): void {
		const own = spawn(command, {
			shell: true,
			detached: !onWindows,
			windowsHide: true,
			env: { ...process.env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		said = "";
		child = own;
		for (const output of [own.stdout, own.stderr]) {
			output.on("data", (chunk: Buffer) => {
				said = `${said}${chunk}`.slice(-kept);
			});
			output.on("error", () => {});
		}
		own.on("error", (error) => tellFailed(`the program could not be started: ${error.message}`));
		own.on("exit", (code, signal) => {
			if (child !== own) return;
			const how = `program ended with ${code === null ? signal : `exit code ${code}`}`;
			ending = `its ${how}`;
			const tell = () => {
				clearTimeout(patience);
				// Another one has begun to speak.
				if (child !== own) return;
				const words = tellingLines(said);
				const saying = words === "" ? "" : `, having said: ${words}`;
				if (ending !== undefined) ending = `its ${how}${saying}`;
				if (code !== 0) tellFailed(`the ${how}${saying}`);
			};
			// Its last words may still be on their way, and be read in the turn in which this process is awake again.
			const patience = setTimeout(() => setImmediate(tell), lateWords);
			own.once("close", tell);
		});
		isLeftAlone = endWithProcess(() => signalGroup(own, "SIGKILL"));
	}

	async function stop(): Promise<void> {
		const own = child;
		child = undefined;
		isLeftAlone();
		if (own?.pid === undefined) return;
		if (own.exitCode === null && own.signalCode === null) {
			const ended = once(own, "exit");
			signalGroup(own, "SIGTERM");
			const force = setTimeout(() => signalGroup(own, "SIGKILL"), grace);
			await ended;
			clearTimeout(force);
		}
		// What it has started, and left.
		signalGroup(own, "SIGKILL");
		own.stdout?.destroy();
		own.stderr?.destroy();
	}

	return {
		failed,
		said() {
			const words = tellingLines(said);
			return words === "" ? undefined : `its program said: ${words}`;
		},
		ended() {
			const how = ending;
			ending = undefined;
			return how;
		},
		ensure() {
			if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
				isLeftAlone();
				start();
			}
		},
		async restart() {
			await stop();
			start();
		},
		stop,
	};
}

function signalGroup(child: ChildProcess | undefined, signal: "SIGTERM" | "SIGKILL"): void {
	if (child?.pid === undefined) return;
	if (onWindows) {
		spawnSync("taskkill", ["/pid", `${child.pid}`, "/t", "/f"], { stdio: "ignore" });
		return;
	}
	try {
		process.kill(-child.pid, signal);
	} catch {
		// Nobody of the group is there any more.
	}
}
