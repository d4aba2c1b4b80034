import type { Violation } from "./entry.ts";

/** Rules that one packet, or a connection, has broken: a packet can break one with each of 80,000 filters. */
export interface KeptViolations {
	readonly first: Violation[];
	/** How many more there were. */
	further: number;
}

/** Kept of one packet or connection. */
const most = 20;
/** Characters kept of what is said of each. */
const longest = 500;
/** Memory of one without its texts, about. */
const basicBytes = 100;

export function noViolations(): KeptViolations {
	return { first: [], further: 0 };
}

/** @returns bytes that have come to what is kept */
export function keepViolation(kept: KeptViolations, { clause, message }: Violation): number {
	if (kept.first.length === most) {
		kept.further++;
		return 0;
	}
	const text = message.length > longest ? `${message.slice(0, longest)}…` : message;
	kept.first.push({ clause, message: text });
	return basicBytes + clause.length + text.length;
}
