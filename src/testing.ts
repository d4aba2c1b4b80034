export * from "./client.ts";
export { SettingError, type Settings } from "./config.ts";
export type { Clock, Ids, Log } from "./core/ports.ts";
export type { Ports } from "./emulator/ports.ts";
export type { Urls } from "./emulator/urls.ts";
export type { EmulatorOptions } from "./emulator.ts";
export { ManualClock } from "./system/manual-clock.ts";
export { seededIds } from "./system/random-ids.ts";
export { createEmulator, type TestEmulator } from "./testing/create-emulator.ts";
