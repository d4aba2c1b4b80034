import { flagOf, type SettingError, type Sources, settingOfFlag, variableOf } from "../config.ts";

/** In one line: what is wrong, where the value came from, and how to give another. */
export function errorText(error: SettingError, sources: Sources | undefined): string {
	return `${oneLine(error.message)}${origin(error, sources)}`;
}

function origin({ setting, source: known }: SettingError, sources: Sources | undefined): string {
	const name = settingOfFlag(setting);
	if (name === undefined) return setting === "config" ? " (flag --config, variable KII_EMULATOR_CONFIG)" : "";
	const [flag, variable] = [`--${flagOf(name)}`, variableOf(name)];
	const source = known ?? sources?.[name] ?? { kind: "default" };
	switch (source.kind) {
		case "flag":
			return ` (from the flag ${flag}; its variable is ${variable})`;
		case "variable":
			return ` (from the variable ${variable}; its flag is ${flag})`;
		case "file":
			return ` (from the file ${source.name}; its flag is ${flag}, its variable ${variable})`;
		case "default":
			return ` (the default; its flag is ${flag}, its variable ${variable})`;
	}
}

function oneLine(text: string): string {
	return text.replace(/\s*[\r\n]+\s*/g, " ");
}
