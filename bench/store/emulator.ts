// An emulator in a process of its own, in memory or with the folder and the durability that its arguments name.
import { createEmulator, type Emulator } from "../../src/index.ts";

export type EmulatorAddress = Pick<Emulator, "url" | "app" | "ports">;

const [dataDir, durability] = process.argv.slice(2);
const emulator = await createEmulator({
	// What it costs is the same on every side: without it the sides differ more.
	journal: false,
	...(dataDir === undefined ? {} : { dataDir, durability: durability === "disk" ? "disk" : "process" }),
});
const { url, app, ports } = emulator;
process.send?.({ url, app, ports } satisfies EmulatorAddress);
process.on("disconnect", () => emulator.close(0));
