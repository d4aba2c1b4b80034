import { type SettingName, schema } from "./schema.ts";

/** Variables of the environment that belong to the emulator start with this. */
export const variablePrefix = "KII_EMULATOR_";

export const settingNames = Object.keys(schema) as SettingName[];

/** `httpPort` → `http-port`: the key in a file, and the flag without its dashes. */
export function flagOf(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `httpPort` → `KII_EMULATOR_HTTP_PORT`. */
export function variableOf(name: string): string {
	return variablePrefix + flagOf(name).replaceAll("-", "_").toUpperCase();
}

const byFlag = new Map(settingNames.map((name) => [flagOf(name), name]));
const byVariable = new Map(settingNames.map((name) => [variableOf(name), name]));

/** `http-port` → `httpPort`, undefined for no setting. */
export function settingOfFlag(flag: string): SettingName | undefined {
	return byFlag.get(flag);
}

/** `KII_EMULATOR_HTTP_PORT` → `httpPort`, undefined for no setting. */
export function settingOfVariable(variable: string): SettingName | undefined {
	return byVariable.get(variable);
}
