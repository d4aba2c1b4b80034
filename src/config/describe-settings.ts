import { flagOf, settingNames, variableOf } from "./names.ts";
import { type SettingName, type Settings, schema } from "./schema.ts";
import type { Setting } from "./setting.ts";

/** A setting as help and documentation show it. */
export interface SettingDescription {
	readonly name: SettingName;
	readonly group: string;
	/** With dashes and value: `--http-port PORT`. */
	readonly flag: string;
	readonly variable: string;
	/** The key in a file. */
	readonly key: string;
	readonly accepts: string;
	/** As a flag has it; undefined when there is none. */
	readonly default: string | undefined;
	readonly summary: string;
	readonly details: string | undefined;
	/** Its value is not shown. */
	readonly secret: boolean;
}

/** Every setting, in the order of the schema. */
export function describeSettings(): SettingDescription[] {
	return settingNames.map((name) => {
		const { group, placeholder, accepts, summary, details, secret = false } = schema[name] as Setting<unknown>;
		const key = flagOf(name);
		return {
			name,
			group,
			flag: `--${key} ${placeholder}`.trimEnd(),
			variable: variableOf(name),
			key,
			accepts,
			default: formatValue(name, schema[name].default),
			summary,
			details,
			secret,
		};
	});
}

/** A value as a flag has it; undefined when there is none. */
export function formatValue<Name extends SettingName>(name: Name, value: Settings[Name]): string | undefined {
	return (schema[name] as Setting<unknown>).format(value);
}
