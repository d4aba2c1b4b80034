import { describeSettings, type SettingDescription } from "../config.ts";
import type { Command } from "./command.ts";

const width = 34;

/** What `kii-emulator help` prints. */
export function helpText(commands: ReadonlyMap<string, Command>): string {
	const lines = [
		"A local, offline stand-in for the MQTT side of Kii Cloud.",
		"",
		"Usage: kii-emulator [COMMAND] [--FLAG VALUE]...",
		"",
		"Commands:",
		...[...commands].map(([word, { summary }]) => entry(word, summary)),
		entry("help", "Prints this"),
		"",
		"Every setting is a flag, a variable KII_EMULATOR_... (--http-port: KII_EMULATOR_HTTP_PORT) and a key of a",
		"JSON file (http-port). The first of these that has it counts, else the default in brackets.",
		"",
		entry("--config FILE", "JSON file with settings"),
		entry("--help, -h", "Prints this"),
		entry("--version", "Prints the version"),
	];
	let heading: string | undefined;
	for (const setting of describeSettings()) {
		if (setting.group !== heading) lines.push("", `${setting.group}:`);
		heading = setting.group;
		lines.push(entry(setting.flag, plain(setting)));
	}
	return `${lines.join("\n")}\n`;
}

function entry(term: string, meaning: string): string {
	return `  ${term.padEnd(width - 3)} ${meaning}`;
}

function plain({ summary, accepts, default: initial }: SettingDescription): string {
	const isChoice = /^[\w.]+(, [\w.]+)+$/.test(accepts) && accepts !== "true, false";
	const text = `${summary.replaceAll("`", "")}${isChoice ? ` (${accepts})` : ""}`;
	return initial === undefined ? text : `${text} [${initial}]`;
}
