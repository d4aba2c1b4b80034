import type { SoakResult } from "./run-soak.ts";

/** The figures of a soak, for people. */
export function figuresOf({ devices, connects, writes, commands, hits, before, after }: SoakResult): string[] {
	const { sent, received, reported, offline, faulted, cutOff, lost } = commands;
	const mebibytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
	const list = (counts: Readonly<Record<string, number>>) =>
		Object.entries(counts)
			.map(([name, count]) => `${count} ${name}`)
			.join(" ");
	return [
		`${devices} devices connected ${connects} times`,
		`${writes.sent} writes, ${writes.acknowledged} acknowledged`,
		`${sent} commands: ${received} received (${reported} with a result), ${offline} to clients that were offline, ` +
			`${faulted} hit by a fault, ${cutOff} cut off with their connection, ${lost.length} lost`,
		`faults: ${Object.entries(hits)
			.map(([rule, count]) => `${rule} ${count}`)
			.join(", ")}`,
		`memory ${mebibytes(before.bytes)} -> ${mebibytes(after.bytes)} MiB, handles ${list(before.handles)} -> ${list(after.handles)}`,
	];
}
