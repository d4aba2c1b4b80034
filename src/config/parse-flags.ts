import { parseArgs } from "node:util";
import { didYouMean } from "../did-you-mean.ts";
import { flagOf, settingNames, settingOfFlag } from "./names.ts";
import { type SettingName, schema } from "./schema.ts";
import { SettingError } from "./setting-error.ts";

/** What stood on a command line. */
export interface Flags {
	readonly settings: ReadonlyMap<SettingName, string>;
	/** `--config`. */
	readonly config: string | undefined;
	/** A command's own flags by name; a switch has the value "true". */
	readonly own: ReadonlyMap<string, string>;
	readonly positionals: readonly string[];
}

/** A command's flags besides the settings: whether they are switches or take a text; of `multiple` ones all count, by commas. */
export type OwnFlags = Readonly<
	Record<string, { readonly type: "boolean" | "string"; readonly short?: string; readonly multiple?: boolean }>
>;

/**
 * Reads a command line: flags for every setting, `--config FILE`, and those of `own`. Of a flag given twice the last
 * counts, but a repeatable one collects. @throws SettingError for an unknown flag and a missing value
 */
export function parseFlags(args: readonly string[], own: OwnFlags = {}): Flags {
	const options: OwnFlags = { ...settingOptions(), config: { type: "string" as const }, ...own };
	const known = Object.keys(options);
	const settings = new Map<SettingName, string>();
	const others = new Map<string, string>();
	const positionals: string[] = [];
	for (const token of parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens) {
		if (token.kind === "positional") positionals.push(token.value);
		if (token.kind !== "option") continue;
		const { name, rawName, value } = switchedOff(token) ?? token;
		const option = Object.hasOwn(options, name) ? options[name] : undefined;
		if (option === undefined) throw unknownFlag(rawName, known);
		if (option.type === "string") refuseMissingValue(token);
		const setting = settingOfFlag(name);
		const text = value ?? "true";
		if (setting === undefined) {
			const before = option.multiple === true ? others.get(name) : undefined;
			others.set(name, before === undefined ? text : `${before},${text}`);
		} else {
			const before = schema[setting].repeatable ? settings.get(setting) : undefined;
			settings.set(setting, before === undefined ? text : `${before},${text}`);
		}
	}
	const config = others.get("config");
	others.delete("config");
	return { settings, config, own: others, positionals };
}

interface OptionToken {
	readonly name: string;
	readonly rawName: string;
	readonly value: string | undefined;
	readonly inlineValue: boolean | undefined;
}

function settingOptions(): OwnFlags {
	return Object.fromEntries(
		settingNames.map((name) => [flagOf(name), { type: isSwitch(name) ? "boolean" : "string" }]),
	);
}

function isSwitch(name: SettingName): boolean {
	return schema[name].placeholder === "";
}

/** `--no-check-app-key` is `--check-app-key=false`. */
function switchedOff({ name, rawName, value }: OptionToken): Omit<OptionToken, "inlineValue"> | undefined {
	const setting = name.startsWith("no-") && value === undefined ? settingOfFlag(name.slice(3)) : undefined;
	return setting !== undefined && isSwitch(setting) ? { name: flagOf(setting), rawName, value: "false" } : undefined;
}

function unknownFlag(rawName: string, known: readonly string[]): SettingError {
	const hint = didYouMean(
		rawName,
		known.map((name) => `--${name}`),
	);
	return new SettingError(rawName, `unknown flag${hint || "; kii-emulator --help lists them"}`);
}

function refuseMissingValue({ rawName, value, inlineValue }: OptionToken): void {
	if (value === undefined || (!inlineValue && value.startsWith("-")))
		throw new SettingError(rawName, `needs a value (one that starts with a dash: ${rawName}=VALUE)`);
}
