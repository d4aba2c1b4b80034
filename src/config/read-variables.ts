import { didYouMean } from "../did-you-mean.ts";
import { settingNames, settingOfVariable, variableOf, variablePrefix } from "./names.ts";
import type { SettingName } from "./schema.ts";
import { SettingError } from "./setting-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Variables {
	readonly settings: ReadonlyMap<SettingName, string>;
	/** `KII_EMULATOR_CONFIG`. */
	readonly config: string | undefined;
}

// Kubernetes and Docker links set these for a service called kii-emulator: they are not meant for us.
const serviceLink = /^KII_EMULATOR_(SERVICE_HOST|SERVICE_PORT(_\w+)?|NAME|ENV_\w+|PORT_\d+_(TCP|UDP)(_\w+)?)$/;

/** Reads the `KII_EMULATOR_*` variables; an empty one counts as not set. @throws SettingError for an unknown one */
export function readVariables(env: Environment): Variables {
	const settings = new Map<SettingName, string>();
	for (const [variable, text] of Object.entries(env)) {
		if (!variable.startsWith(variablePrefix) || !text || variable === variableOf("config")) continue;
		const setting = settingOfVariable(variable);
		if (setting !== undefined) settings.set(setting, text);
		else if (!isServiceLink(variable, text)) throw unknownVariable(variable);
	}
	return { settings, config: env[variableOf("config")] || undefined };
}

function isServiceLink(variable: string, text: string): boolean {
	return serviceLink.test(variable) || (variable === "KII_EMULATOR_PORT" && /^(tcp|udp):\/\//.test(text));
}

function unknownVariable(variable: string): SettingError {
	// Without what all of them begin with, which would make any two alike.
	const known = [...settingNames, "config"].map((name) => variableOf(name).slice(variablePrefix.length));
	const hint = didYouMean(variable.slice(variablePrefix.length), known);
	return new SettingError(
		variable,
		`unknown variable${hint.replace("did you mean ", `did you mean ${variablePrefix}`) || "; kii-emulator config lists the settings"}`,
	);
}
