// The emulator in a process of its own.
import { createEmulator, type Emulator } from "../../src/index.ts";
import { serveParent } from "./child.ts";

export type EmulatorAddress = Pick<Emulator, "url" | "urls" | "ports" | "app" | "ca">;

const { url, urls, ports, app, ca } = await createEmulator();
serveParent({ url, urls, ports, app, ca } satisfies EmulatorAddress);
