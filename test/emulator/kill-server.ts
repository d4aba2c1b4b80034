// Emulators in a process that a test kills, one for each folder that is named; tells their URLs to its parent.
import { createEmulator } from "../../src/index.ts";

const emulators = await Promise.all(process.argv.slice(2).map((dataDir) => createEmulator({ dataDir })));
process.send?.(emulators.map(({ urls }) => urls));
process.on("message", async () => {
	for (const each of emulators) await each.close();
	process.disconnect();
});
