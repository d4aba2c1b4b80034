/** A fault of ours in one line, with its stack: for a bug report. */
export function faultText(fault: unknown): string {
	const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
	return `internal error: ${text.replace(/\s*\n\s*/g, " ")}`;
}
