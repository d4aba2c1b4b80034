import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { putAsideFor, writeAside } from "../system/write-aside.ts";
import type { Program, Running } from "./program.ts";

/** What a running emulator leaves in the temp folder, so that other programs find it. */
export interface Locator {
	readonly pid: number;
	/** ISO 8601. */
	readonly startedAt?: string;
	readonly version: string;
	readonly urls: Running["urls"];
	readonly ports: Running["ports"];
}

/** Where locators are and whose they are: a folder of this user's, which others cannot write to. */
export interface LocatorPlace {
	readonly folder: string;
	readonly pid: number;
	/** Whether there is a process of that ID. */
	isAlive(pid: number): boolean;
}

/** Writes this process's locator. An emulator works without; then the reason is a line on the standard error. */
export async function writeLocator({ locators, stderr }: Program, locator: Omit<Locator, "pid">): Promise<void> {
	if (locators === undefined) return;
	const { folder, pid } = locators;
	try {
		ownFolder(folder);
		await writeAside(fileOf(folder, pid), `${JSON.stringify({ pid, ...locator })}\n`, { mode: 0o600, onDisk: false });
	} catch (error) {
		stderr.write(`kii-emulator: "kii-emulator env" will not find this emulator: ${(error as Error).message}\n`);
	}
}

export function removeLocator({ locators }: Program): void {
	if (locators === undefined) return;
	try {
		rmSync(fileOf(locators.folder, locators.pid), { force: true });
	} catch {
		// It is taken for stale later.
	}
}

/** The locators of processes that are still there, the last started first; those of others, which were killed, are removed. */
export function readLocators({ folder, isAlive }: LocatorPlace): Locator[] {
	const found: Locator[] = [];
	for (const name of namesIn(folder)) {
		const put = putAsideFor(name);
		const pid = Number(/^(\d+)\.json$/.exec(put ?? name)?.[1] ?? Number.NaN);
		// What is put aside becomes one.
		if (Number.isNaN(pid) || (put !== undefined && isAlive(pid))) continue;
		const locator = isAlive(pid) ? read(join(folder, name)) : undefined;
		if (locator?.pid === pid) found.push(locator);
		else rmSync(join(folder, name), { force: true });
	}
	// What another version has written may lack a field.
	return found.sort((one, other) => (other.startedAt ?? "").localeCompare(one.startedAt ?? ""));
}

function fileOf(folder: string, pid: number): string {
	return join(folder, `${pid}.json`);
}

/** Makes the folder. @throws Error if somebody else did: the temp folder is everybody's */
function ownFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const made = lstatSync(folder);
	if (!made.isDirectory()) throw new Error(`${folder} is not a folder`);
	if (process.getuid !== undefined && made.uid !== process.getuid()) throw new Error(`${folder} is another user's`);
	chmodSync(folder, 0o700);
}

function namesIn(folder: string): string[] {
	try {
		ownFolder(folder);
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function read(file: string): Locator | undefined {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return undefined;
	}
}
