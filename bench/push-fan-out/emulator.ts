// The emulator in a process of its own. Tells the parent where it is.
import { createEmulator, type Emulator } from "../../src/index.ts";

export type EmulatorAddress = Pick<Emulator, "url" | "urls" | "ports" | "app" | "ca">;

const { url, urls, ports, app, ca } = await createEmulator();
process.send?.({ url, urls, ports, app, ca } satisfies EmulatorAddress);
process.on("disconnect", () => process.exit());
