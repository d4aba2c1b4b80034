import { dirname, resolve } from "node:path";
import { checkSettings, type Sources } from "./check-settings.ts";
import { defaultSettings } from "./complete-settings.ts";
import { flagOf, settingNames, variableOf } from "./names.ts";
import type { Flags } from "./parse-flags.ts";
import { readSettingsFile } from "./read-settings-file.ts";
import { readValue } from "./read-value.ts";
import { type Environment, readVariables } from "./read-variables.ts";
import { type SettingName, type Settings, schema } from "./schema.ts";
import type { Source } from "./source.ts";

export interface Given {
	readonly flags: Pick<Flags, "settings" | "config">;
	readonly env: Environment;
	/** @throws when it cannot */
	readFile(file: string): string;
}

export interface Resolved {
	readonly settings: Settings;
	readonly sources: Sources;
}

/** Every setting from the first of flag, variable, file and default that has it. @throws SettingError */
export function resolveSettings({ flags, env, readFile }: Given): Resolved {
	const variables = readVariables(env);
	const file = flags.config ?? variables.config;
	const inFile = file === undefined ? new Map<SettingName, unknown>() : readSettingsFile(file, readFile);

	const values: [SettingName, unknown][] = [];
	const sources: [SettingName, Source][] = [];
	for (const name of settingNames) {
		const source = sourceOf(name);
		sources.push([name, source]);
		if (source.kind === "default") continue;
		const given = { flag: flags.settings, variable: variables.settings, file: inFile }[source.kind].get(name);
		const value = readValue(name, given, source);
		values.push([name, source.kind === "file" && schema[name].path ? besideFile(source.name, value) : value]);
	}
	const settings: Settings = { ...defaultSettings(), ...Object.fromEntries(values) };
	const origins = Object.fromEntries(sources) as Sources;
	checkSettings(settings, origins);
	return { settings, sources: origins };

	function sourceOf(name: SettingName): Source {
		if (flags.settings.has(name)) return { kind: "flag", name: `--${flagOf(name)}` };
		if (variables.settings.has(name)) return { kind: "variable", name: variableOf(name) };
		if (file !== undefined && inFile.has(name)) return { kind: "file", name: file };
		return { kind: "default" };
	}
}

function besideFile(file: string, path: unknown): string {
	return resolve(dirname(file), String(path));
}
