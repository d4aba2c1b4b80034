// An emulator in a process of its own, which tells how it is whenever it is asked. Started with --expose-gc.
import { setImmediate as nextTurn } from "node:timers/promises";
import { createEmulator } from "../../src/index.ts";
import type { Condition, Started } from "./emulator-process.ts";

/** What the log has at `error`: faults of the emulator's own. */
const faults: string[] = [];
const log = {
	trace() {},
	debug() {},
	info() {},
	warn() {},
	error(bindings: object, message: string) {
		const { err } = bindings as { err?: Error };
		faults.push(`${message} ${err?.stack ?? JSON.stringify(bindings)}`);
	},
};

// What clients store on purpose would hide what is left over by accident.
const emulator = await createEmulator({ log, historyLimit: 10 });
const { ports, url, urls, ca, app } = emulator;
process.send?.({ ports, url, urls, ca, app } satisfies Started);
process.on("message", async () => process.send?.(await condition()));
process.on("disconnect", () => process.exit());

async function condition(): Promise<Condition> {
	for (let round = 0; round < 5; round++) {
		global.gc?.();
		await nextTurn();
	}
	const { heapUsed, external, rss } = process.memoryUsage();
	const sockets = process.getActiveResourcesInfo().filter((name) => /^(TCP|TLS)SocketWrap|^TLSWrap/.test(name)).length;
	return { bytes: heapUsed + external, rss, sockets, faults };
}
