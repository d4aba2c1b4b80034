import { type SettingName, type Settings, schema } from "./schema.ts";
import type { Setting } from "./setting.ts";
import { SettingError } from "./setting-error.ts";
import type { Source } from "./source.ts";

/** The value of a setting from a flag's text, from JSON or from a program. @throws SettingError */
export function readValue<Name extends SettingName>(name: Name, value: unknown, source?: Source): Settings[Name] {
	// The schema's own type says so, but not to the compiler when the name is a variable.
	const setting: Setting<unknown> = schema[name] as Setting<unknown>;
	try {
		return read(setting, value) as Settings[Name];
	} catch (error) {
		throw new SettingError(name, (error as Error).message, { cause: error, ...(source && { source }) });
	}
}

function read(setting: Setting<unknown>, value: unknown): unknown {
	if (typeof value === "string") return setting.parse(value);
	if (setting.read !== undefined) return setting.read(value);
	if (typeof value === "number" || typeof value === "boolean") return setting.parse(String(value));
	throw new Error(`${JSON.stringify(value)} is not a value for it`);
}
