// From the start of the process until every listener accepts: six listeners, with a folder in which the CA already is, beside stock aedes
// on TCP alone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count } from "./counts.ts";
import { inTurn } from "./in-turn.ts";
import { startEmulator } from "./peers/emulator.ts";
import { startAedes } from "./peers/peers.ts";
import { answer } from "./row.ts";
import { median, ratioOf } from "./statistics.ts";

const folder = await mkdtemp(join(tmpdir(), "kii-emulator-bench-"));
const sides = [() => startEmulator(`--data-dir=${folder}`), startAedes];
const [ours = [], aedes = []] = await inTurn(sides, { warmUp: 1, measured: count(15, 3) }, async (start) => {
	const server = await start();
	await server.stop();
	return server.took;
});
await rm(folder, { recursive: true });
await answer({
	question: "process start to ready, everything listening",
	ours: `${median(ours).toFixed(0)} ms`,
	peer: `stock aedes on TCP ${median(aedes).toFixed(0)} ms`,
	ratio: ratioOf(ours, aedes),
	bar: { atMost: 1.3 },
});
