import { advertisedSettings } from "./settings/advertised-settings.ts";
import { appSettings } from "./settings/app-settings.ts";
import { controlSettings } from "./settings/control-settings.ts";
import { fileSettings } from "./settings/file-settings.ts";
import { httpSettings } from "./settings/http-settings.ts";
import { journalSettings } from "./settings/journal-settings.ts";
import { listenerSettings } from "./settings/listener-settings.ts";
import { logSettings } from "./settings/log-settings.ts";
import { mqttSettings } from "./settings/mqtt-settings.ts";
import { serverCodeSettings } from "./settings/server-code-settings.ts";
import { thingIfSettings } from "./settings/thing-if-settings.ts";
import { tlsSettings } from "./settings/tls-settings.ts";

/** Every setting, in the order in which help and documentation show them. */
export const schema = {
	...listenerSettings,
	...advertisedSettings,
	...appSettings,
	...thingIfSettings,
	...serverCodeSettings,
	...mqttSettings,
	...httpSettings,
	...tlsSettings,
	...journalSettings,
	...fileSettings,
	...controlSettings,
	...logSettings,
};

type Schema = typeof schema;
export type SettingName = keyof Schema;

/** The value of every setting. Sizes in bytes, times in seconds. */
export type Settings = { readonly [Name in SettingName]: Schema[Name]["default"] };
