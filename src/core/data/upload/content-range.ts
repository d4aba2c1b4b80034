import { invalidInput } from "../../errors.ts";

/** Which bytes of an upload a chunk has. `last` is included. */
export interface ContentRange {
	readonly first: number;
	readonly last: number;
	readonly total: number;
}

/**
 * Reads `bytes=0-1023/4096`, as Kii's reference has it, and `bytes 0-1023/4096`, as HTTP has it.
 * @throws KiiError INVALID_INPUT_DATA
 */
export function contentRangeOf(header: string | undefined): ContentRange {
	const match = /^\s*bytes\s*[= ]\s*(\d{1,15})\s*-\s*(\d{1,15})\s*\/\s*(\d{1,15})\s*$/i.exec(header ?? "");
	const [first, last, total] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
	if (first <= last && last < total) return { first, last, total };
	throw invalidInput({ "Content-Range": "must be bytes={first}-{last}/{total}" });
}
