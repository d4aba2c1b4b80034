/** Bytes from hexadecimal digits and, in single quotes, text. */
export function bytes(notation: string): Buffer {
	const parts = notation.match(/'[^']*'|[\da-f]{2}/gi) ?? [];
	return Buffer.concat(
		parts.map((part) => (part.startsWith("'") ? Buffer.from(part.slice(1, -1)) : Buffer.from(part, "hex"))),
	);
}

/** A whole packet: first byte, Remaining Length, and the rest. */
export function packet(firstByte: number, notation: string): Buffer {
	const body = bytes(notation);
	return Buffer.concat([Buffer.from([firstByte, body.length]), body]);
}
