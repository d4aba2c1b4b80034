export { SettingError, type Settings } from "./config.ts";
export type { App } from "./core/app.ts";
export type { Clock, Ids, Log, Timer } from "./core/ports.ts";
export type { Ports } from "./emulator/open-listeners.ts";
export type { Urls } from "./emulator/urls.ts";
export { createEmulator, type Emulator, type EmulatorOptions } from "./emulator.ts";
export { ManualClock } from "./system/manual-clock.ts";
export { seededIds } from "./system/random-ids.ts";
