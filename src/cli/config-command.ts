import { describeSettings, formatValue, sourceText } from "../config.ts";
import type { Call, Command } from "./command.ts";

/** Shows what `start` with the same arguments would use, and why. */
export const config: Command = {
	summary: "Prints every setting, its value and where it comes from (--json: as JSON)",
	// It prints in any case.
	flags: { json: { type: "boolean" }, print: { type: "boolean" } },
	async run(call, { stdout }) {
		stdout.write(call.own.get("json") === "true" ? json(call) : table(call));
		return 0;
	},
};

function json({ settings, sources }: Call): string {
	const entries = describeSettings().map(({ key, name, secret }) => [
		key,
		{ value: secret ? hidden(settings[name]) : (settings[name] ?? null), source: sourceText(sources[name]) },
	]);
	return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

function table({ settings, sources }: Call): string {
	const rows = describeSettings().map(({ key, name, secret }) => [
		key,
		(secret ? hidden(settings[name]) : formatValue(name, settings[name])) ?? "-",
		sourceText(sources[name]),
	]);
	const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}\n`).join("");
}

function hidden(value: unknown): string | null {
	return value === undefined ? null : "***";
}
