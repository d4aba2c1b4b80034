/** The bytes from `first` to `last`, both included. */
export interface ByteRange {
	readonly first: number;
	readonly last: number;
}

/**
 * What a header `Range` asks of a body of `size` bytes. Several ranges, other units and faulty ones mean the whole body
 * (RFC 9110, 14.2).
 */
export function byteRangeOf(header: string | undefined, size: number): ByteRange | "whole" | "not satisfiable" {
	const [, from = "", to = ""] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
	if (from === "") {
		if (to === "") return "whole";
		const length = Math.min(Number(to), size);
		return length === 0 ? "not satisfiable" : { first: size - length, last: size - 1 };
	}
	const first = Number(from);
	if (to !== "" && Number(to) < first) return "whole";
	if (first >= size) return "not satisfiable";
	return { first, last: to === "" ? size - 1 : Math.min(Number(to), size - 1) };
}
