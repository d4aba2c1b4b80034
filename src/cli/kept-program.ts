import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";

/** A program whose compiled code can be kept. */
export interface KeptProgram<Exports> {
	readonly exports: Exports;
	/** Writes down what is compiled by now, where that is not there yet and may be. Takes some hundredths of a second, once. */
	keep(): void;
}

/**
 * Loads a program: a file with one function expression, as CommonJS wraps modules. Its compiled code is kept beside it, by
 * the version of V8 (and its flags) that made it, and is used instead of compiling it again.
 *
 * @param beforeRun called when the program is compiled: flags of V8 that are changed there do not make it refuse compiled code
 *
 * Compiled code is run unseen. So it is nowhere but in the folder of the program itself: who can write there can change the
 * program as well. Where this user cannot (a package that root has installed, an image), there is none, or that of who could.
 */
export function loadKept<Exports>(file: string, beforeRun = () => {}): KeptProgram<Exports> {
	const kept = `${file}.${cachedDataVersionTag().toString(16)}.compiled`;
	const isUsed = process.env.NODE_DISABLE_COMPILE_CACHE === undefined;
	const keptSize = isUsed ? sizeOf(kept) : 0;
	const sheet = new Sheet(Math.max(statSync(file).size, keptSize));
	// Without a letter beyond ASCII: the shortest way to a string.
	const text = sheet.read(file).toString("latin1");
	const cachedData = keptSize > 0 ? contentsOf(kept, sheet) : undefined;
	const script = new Script(text, { filename: file, ...(cachedData && { cachedData }) });
	sheet.tear();
	let isThere = cachedData !== undefined && script.cachedDataRejected !== true;
	beforeRun();
	const module = { exports: {} as Exports };
	script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
	return {
		exports: module.exports,
		keep() {
			if (!isUsed || isThere) return;
			isThere = true;
			write(kept, script.createCachedData());
		},
	};
}

/** Node has it, the library of types for what all versions of Node have does not. */
const ResizableBuffer = ArrayBuffer as unknown as new (
	size: number,
	options: { readonly maxByteLength: number },
) => ArrayBuffer & { resize(size: number): void };

/** Memory into which one file is read after the other, which is given back at once: what is touched for the first time is dear. */
class Sheet {
	readonly #memory: InstanceType<typeof ResizableBuffer>;

	/** @param size bytes of the largest file */
	constructor(size: number) {
		this.#memory = new ResizableBuffer(size, { maxByteLength: size });
	}

	/** What is in a file; good until the next is read. @throws Error when there is none */
	read(file: string): Buffer {
		const bytes = Buffer.from(this.#memory);
		const descriptor = openSync(file, "r");
		try {
			let length = 0;
			for (let more = -1; more !== 0; length += more)
				more = readSync(descriptor, bytes, length, bytes.length - length, null);
			return bytes.subarray(0, length);
		} finally {
			closeSync(descriptor);
		}
	}

	tear(): void {
		this.#memory.resize(0);
	}
}

/** Bytes. Many times of what a program is compiled to. */
const largest = 256 * 1024 * 1024;

/** Bytes of what may be compiled code; 0 of what is none: a pipe would be waited for, and there is not memory for anything. */
function sizeOf(file: string): number {
	try {
		const stats = statSync(file, { throwIfNoEntry: false });
		return stats?.isFile() && stats.size <= largest ? stats.size : 0;
	} catch {
		return 0;
	}
}

/** V8 sees what another V8 has made, but damaged code ends the process: it is not taken unless its checksum, behind it, is right. */
function contentsOf(file: string, sheet: Sheet): Buffer | undefined {
	try {
		const bytes = sheet.read(file);
		const code = bytes.subarray(0, -4);
		return bytes.length > 4 && crc32(code) === bytes.readUInt32BE(code.length) ? code : undefined;
	} catch {
		return undefined;
	}
}

/** Others that start at the same time see a whole file, or none. */
function write(file: string, code: Buffer): void {
	const aside = `${file}.${process.pid}`;
	try {
		const sum = Buffer.alloc(4);
		sum.writeUInt32BE(crc32(code));
		writeFileSync(aside, Buffer.concat([code, sum]), { mode: 0o644 });
		renameSync(aside, file);
	} catch {
		// A folder that is not ours, a full disk: the next start compiles again.
		rmSync(aside, { force: true });
	}
}
