// The emulator in a process of its own, which keeps the most resident memory it has had, and tells when it is asked.
import { createEmulator } from "../../src/index.ts";
import type { EmulatorAddress } from "../push-fan-out/emulator.ts";

export interface Residence {
	/** Bytes, now and at the most since it was asked before. */
	readonly now: number;
	readonly most: number;
}

const { url, urls, ports, app, ca } = await createEmulator();
let most = 0;
const look = () => {
	most = Math.max(most, process.memoryUsage.rss());
};
setInterval(look, 10);
process.send?.({ url, urls, ports, app, ca } satisfies EmulatorAddress);
process.on("message", () => {
	look();
	process.send?.({ now: process.memoryUsage.rss(), most } satisfies Residence);
	most = 0;
});
process.on("disconnect", () => process.exit());
