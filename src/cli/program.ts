import type { EventEmitter } from "node:events";
import type { Environment, Settings } from "../config.ts";
import type { ConformanceOptions } from "../conform.ts";
import type { Report } from "../conformance/result.ts";
import type { Clock } from "../core/ports.ts";
import type { LocatorPlace } from "./locator.ts";

export interface Output {
	write(text: string): unknown;
	/** True at a terminal. */
	readonly isTTY?: boolean;
}

/** What the command line needs of a running emulator. */
export interface Running {
	readonly ports: Readonly<Record<"http" | "https" | "tcp" | "tls" | "ws" | "wss", number>>;
	readonly urls: Readonly<Record<"http" | "https" | "mqtt" | "mqtts" | "ws" | "wss", string>>;
	/** Replies under way finish first. */
	close(): Promise<void>;
}

/** The process around a command: all that a test replaces. */
export interface Program {
	/** Without the paths of node and of the program. */
	readonly args: readonly string[];
	readonly env: Environment;
	readonly stdout: Output;
	readonly stderr: Output;
	/** Emits SIGTERM, SIGINT and uncaughtException. */
	readonly process: Pick<EventEmitter, "on" | "off">;
	/** Its timers keep the process alive. */
	readonly clock: Clock;
	/** Where running emulators are noted; undefined where they are not. */
	readonly locators?: LocatorPlace;
	/** Text of a file. */
	readFile(file: string): string;
	/** @throws SettingError */
	start(settings: Settings): Promise<Running>;
	/** Runs the conformance cases. */
	conform(options: ConformanceOptions): Promise<Report>;
	/** Ends the process at once. */
	exit(code: number): void;
}
