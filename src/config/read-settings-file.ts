import { didYouMean } from "../did-you-mean.ts";
import { flagOf, settingNames, settingOfFlag } from "./names.ts";
import type { SettingName } from "./schema.ts";
import { SettingError } from "./setting-error.ts";

/** Reads a JSON object whose keys are names of flags. @throws SettingError for what is not that, and an unknown key */
export function readSettingsFile(file: string, readFile: (file: string) => string): Map<SettingName, unknown> {
	const settings = new Map<SettingName, unknown>();
	for (const [key, value] of Object.entries(parsed(file, readFile))) {
		const setting = settingOfFlag(key);
		if (setting === undefined)
			throw new SettingError("config", `"${key}" in ${file} is no setting${didYouMean(key, settingNames.map(flagOf))}`);
		settings.set(setting, value);
	}
	return settings;
}

function parsed(file: string, readFile: (file: string) => string): object {
	let text: string;
	try {
		text = readFile(file);
	} catch (error) {
		throw new SettingError("config", `cannot read ${file}: ${(error as Error).message}`, { cause: error });
	}
	let value: unknown;
	try {
		// A byte order mark, as some editors write it, is no JSON.
		value = JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch (error) {
		const [firstLine] = (error as Error).message.split("\n");
		throw new SettingError("config", `${file} is not JSON: ${firstLine}`, { cause: error });
	}
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
	throw new SettingError("config", `${file} does not hold a JSON object`);
}
