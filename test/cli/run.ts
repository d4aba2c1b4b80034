import { EventEmitter } from "node:events";
import { main } from "../../src/cli/main.ts";
import type { Program, Running } from "../../src/cli/program.ts";
import { ManualClock } from "../../src/system/manual-clock.ts";

/** An emulator that only says that it runs. */
export const running: Running = {
	ports: { http: 1, https: 2, tcp: 3, tls: 4, ws: 5, wss: 6 },
	urls: {
		http: "http://h:1",
		https: "https://h:2",
		mqtt: "mqtt://h:3",
		mqtts: "mqtts://h:4",
		ws: "ws://h:5",
		wss: "wss://h:6",
	},
	close: async () => {},
};

export interface Run {
	/** The exit code of `main`. */
	readonly code: Promise<number>;
	readonly process: EventEmitter;
	readonly clock: ManualClock;
	readonly stdout: string[];
	readonly stderr: string[];
	/** Codes given to `exit`. */
	readonly exits: number[];
}

/** Runs the command line without a process of its own. */
export function run(args: readonly string[], replaced: Partial<Program> = {}): Run {
	const [stdout, stderr, exits]: [string[], string[], number[]] = [[], [], []];
	const process = new EventEmitter();
	const clock = new ManualClock();
	const code = main({
		args,
		env: {},
		stdout: { write: (text) => stdout.push(text) },
		stderr: { write: (text) => stderr.push(text) },
		process,
		clock,
		readFile(file) {
			throw new Error(`no such file, ${file}`);
		},
		start: async () => running,
		conform: async () => {
			throw new Error("no conformance cases here");
		},
		exit: (given) => void exits.push(given),
		...replaced,
	});
	return { code, process, clock, stdout, stderr, exits };
}
