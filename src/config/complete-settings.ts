import { checkSettings } from "./check-settings.ts";
import type { GivenApp } from "./kinds/apps.ts";
import { settingNames } from "./names.ts";
import { readValue } from "./read-value.ts";
import { type SettingName, type Settings, schema } from "./schema.ts";

/** What a program may give: any setting, or undefined for its default. */
export type PartialSettings = {
	readonly [Name in SettingName]?: (Name extends "app" ? readonly GivenApp[] : Settings[Name]) | undefined;
};

/** Every setting at its default. */
export function defaultSettings(): Settings {
	const entries = settingNames.map((name) => [name, schema[name].default]);
	return Object.fromEntries(entries) as Settings;
}

/** `given`, checked, and `defaults` for the rest; keys that are no settings are left out. @throws SettingError */
export function completeSettings(given: PartialSettings, defaults: Settings = defaultSettings()): Settings {
	const values = settingNames
		.filter((name) => given[name] !== undefined)
		.map((name) => [name, readValue(name, given[name])]);
	const settings: Settings = { ...defaults, ...Object.fromEntries(values) };
	checkSettings(settings);
	return settings;
}
