import { crc32 } from "node:zlib";
import type { Entry } from "../../core/ports.ts";
import { deepFreeze } from "../deep-freeze.ts";
import { toJson } from "./to-json.ts";

/** A record as it is on disk: `{checksum} {version} {JSON}`. */
export interface StoredRecord {
	readonly text: string;
	/** CRC-32 of key, version and value. */
	readonly checksum: number;
}

export function storedRecord({ key, version, value }: Entry): StoredRecord {
	const content = `${version} ${toJson(value)}`;
	const checksum = checksumOf(key, content);
	return { text: `${checksum.toString(16).padStart(8, "0")} ${content}`, checksum };
}

/** @returns undefined when the text is not what was written under the key */
export function readStoredRecord(key: string, text: string): { entry: Entry; checksum: number } | undefined {
	const content = text.slice(9);
	const checksum = checksumOf(key, content);
	if (Number.parseInt(text.slice(0, 8), 16) !== checksum) return undefined;
	const space = content.indexOf(" ");
	const value: unknown = JSON.parse(content.slice(space + 1));
	deepFreeze(value);
	return { entry: Object.freeze({ key, value, version: Number(content.slice(0, space)) }), checksum };
}

function checksumOf(key: string, content: string): number {
	return crc32(content, crc32(key));
}
