// An emulator in a process that a test kills. Says that its modules are loaded, starts when it is told a folder, tells its
// URLs, and closes when it is told to.
import { createEmulator, type Emulator } from "../../src/index.ts";

let emulator: Emulator | undefined;
process.on("message", async (order: { readonly dataDir: string } | "close") => {
	if (order === "close") {
		await emulator?.close();
		process.disconnect();
		return;
	}
	emulator = await createEmulator(order);
	process.send?.(emulator.urls);
});
process.send?.("loaded");
