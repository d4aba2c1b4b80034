/** The settings: one schema, from which flags, variables, file, defaults and documentation come. */
export type { Sources } from "./config/check-settings.ts";
export { completeSettings, defaultSettings, type PartialSettings } from "./config/complete-settings.ts";
export { describeSettings, formatValue, type SettingDescription } from "./config/describe-settings.ts";
export { flagOf, settingOfFlag, variableOf } from "./config/names.ts";
export { type Flags, type OwnFlags, parseFlags } from "./config/parse-flags.ts";
export type { Environment } from "./config/read-variables.ts";
export { type Given, type Resolved, resolveSettings } from "./config/resolve-settings.ts";
export type { SettingName, Settings } from "./config/schema.ts";
export { SettingError, type SettingErrorOptions } from "./config/setting-error.ts";
export { type Source, sourceText } from "./config/source.ts";
export { didYouMean } from "./did-you-mean.ts";
