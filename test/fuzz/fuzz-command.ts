// npm run fuzz -- [--packets N] [--seed S] [--from INPUT] [--inputs N] [--half-open N]
import { parseArgs } from "node:util";
import { runFuzz } from "./run-fuzz.ts";

const { values } = parseArgs({
	options: {
		packets: { type: "string", default: "1000000" },
		seed: { type: "string", default: String(Date.now()) },
		from: { type: "string", default: "0" },
		inputs: { type: "string" },
		"half-open": { type: "string", default: "5000" },
	},
});
const started = performance.now();
console.log(`seed ${values.seed}`);
let shown = 0;
try {
	const result = await runFuzz({
		seed: values.seed,
		packets: Number(values.packets),
		from: Number(values.from),
		...(values.inputs === undefined ? {} : { inputs: Number(values.inputs) }),
		halfOpen: values.inputs === undefined ? Number(values["half-open"]) : 0,
		onProgress(inputs, packets) {
			if (packets - shown < 50_000) return;
			shown = packets;
			console.log(`${packets} packets in ${inputs} inputs, ${seconds()} s`);
		},
	});
	for (const [kind, count] of [...result.kinds].sort()) console.log(`${String(count).padStart(8)} ${kind}`);
	const [before, after, rss] = [result.before, result.after, result.rssAfter].map((bytes) =>
		(bytes / 1_048_576).toFixed(1),
	);
	console.log(`memory in use before ${before} MiB, after ${after} MiB; resident ${rss} MiB`);
	console.log(`${result.packets} packets in ${result.inputs} inputs, ${seconds()} s: nothing was disturbed`);
} catch (error) {
	console.error(error);
	process.exitCode = 1;
}

function seconds(): string {
	return ((performance.now() - started) / 1000).toFixed(1);
}
