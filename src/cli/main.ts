import { didYouMean, type Flags, parseFlags, resolveSettings, SettingError, type Sources } from "../config.ts";
import { version } from "../version.ts";
import type { Command } from "./command.ts";
import { config } from "./config-command.ts";
import { conform } from "./conform-command.ts";
import { env } from "./env-command.ts";
import { errorText } from "./error-text.ts";
import { faultText } from "./fault-text.ts";
import { health } from "./health-command.ts";
import { helpText } from "./help-text.ts";
import type { Program } from "./program.ts";
import { start } from "./start-command.ts";

const commands: ReadonlyMap<string, Command> = new Map(Object.entries({ start, conform, health, env, config }));
const general = { help: { type: "boolean", short: "h" }, version: { type: "boolean" } } as const;
const words = [...commands.keys(), "help"];

/** Runs the command that the arguments name, `start` if none. Resolves with the exit code; what went wrong is one line. */
export async function main(program: Program): Promise<number> {
	let sources: Sources | undefined;
	let command: Command | undefined;
	try {
		const [word, args] = splitWord(program.args);
		if (word === "help") return say(program, helpText(commands));
		command = commands.get(word);
		const flags = parseFlags(args, { ...general, ...command?.flags });
		if (flags.own.get("help") === "true") return say(program, helpText(commands));
		if (flags.own.get("version") === "true") return say(program, `${version}\n`);
		if (command === undefined) throw unknownCommand(word);
		refusePositionals(flags);
		const resolved = resolveSettings({ flags, env: program.env, readFile: program.readFile });
		sources = resolved.sources;
		return await command.run({ ...resolved, own: flags.own }, program);
	} catch (error) {
		const known = error instanceof SettingError;
		program.stderr.write(`kii-emulator: ${known ? errorText(error, sources) : faultText(error)}\n`);
		if (!known) return 70;
		return command?.failure ?? error.exitCode;
	}
}

function unknownCommand(word: string): SettingError {
	const hint = didYouMean(word, words) || `; there are ${words.join(", ")}`;
	return new SettingError(`"${word}"`, `unknown command${hint}`);
}

function splitWord(args: readonly string[]): [string, readonly string[]] {
	const [first, ...rest] = args;
	return first === undefined || first.startsWith("-") ? ["start", args] : [first, rest];
}

function refusePositionals({ positionals: [first] }: Flags): void {
	if (first !== undefined) throw new SettingError(`"${first}"`, "is neither a flag nor the value of one");
}

function say({ stdout }: Program, text: string): number {
	stdout.write(text);
	return 0;
}
