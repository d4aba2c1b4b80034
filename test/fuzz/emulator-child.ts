// An emulator in a process of its own, which tells how it is whenever it is asked. Started with --expose-gc.
import { createEmulator } from "../../src/index.ts";
import { errorLog, memoryInUse, startedEmulator } from "../helpers/child-emulator.ts";
import type { Condition, Started } from "./emulator-process.ts";

const { log, errors: faults } = errorLog();

// What clients store on purpose would hide what is left over by accident.
const emulator = await createEmulator({ log, historyLimit: 10 });
process.send?.(startedEmulator(emulator) satisfies Started);
process.on("message", async () => process.send?.(await condition()));
process.on("disconnect", () => process.exit());

async function condition(): Promise<Condition> {
	const memory = await memoryInUse();
	const sockets = process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS)SocketWrap|^TLSWrap/.test(name)).length;
	return { ...memory, sockets, faults };
}
