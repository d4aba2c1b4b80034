// npm run soak: 2,000 devices for ten minutes, or as SOAK_DEVICES, SOAK_SECONDS and SOAK_SEED say. Loopback only.
import { figuresOf } from "./figures-of.ts";
import { complaintsOf } from "./judge-soak.ts";
import { runSoak } from "./run-soak.ts";

const {
	SOAK_DEVICES = "2000",
	SOAK_SECONDS = "600",
	SOAK_SEED = `${Date.now() % 1_000_000}`,
	SOAK_PACE = "5000",
} = process.env;
const order = {
	devices: Number(SOAK_DEVICES),
	seconds: Number(SOAK_SECONDS),
	seed: Number(SOAK_SEED),
	pace: Number(SOAK_PACE),
};
const started = performance.now();
const tell = (line: string) => console.log(`${Math.round((performance.now() - started) / 1000)} s: ${line}`);
console.log(`soak: ${JSON.stringify(order)}`);
const result = await runSoak({ ...order, tell });
for (const line of figuresOf(result)) console.log(line);
const complaints = complaintsOf(result);
for (const complaint of complaints.slice(0, 20)) console.error(complaint);
console.log(complaints.length === 0 ? "nothing is lost, nothing is left over" : `${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);
