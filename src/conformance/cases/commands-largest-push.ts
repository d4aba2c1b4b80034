import { type Case, fail, pass } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { madeUpCommand } from "../made-up-command.ts";

const commandID = "conformance-largest-push";
/** Bytes of the largest push that Kii sends. */
const largest = 4096;

export const commandsLargestPush: Case = {
	id: "commands-largest-push",
	group: "commands",
	title: `takes a push of ${largest} bytes`,
	clause: `Kii guide, leveraging push: a payload has at most ${largest} bytes`,
	stimulus: `pushes a command of ${largest} bytes, then sends another command that the device knows`,
	rule: "results of both are reported, on the same connection",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		const after = bench.position();
		const empty = madeUpCommand(commandID, bench.settings, { description: "" });
		const description = "x".repeat(Math.max(0, largest - Buffer.byteLength(empty)));
		await bench.push(madeUpCommand(commandID, bench.settings, { description }));
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const broken = whyNotWorking(evidence);
		if (broken !== undefined) return broken;
		const report = evidence.find(resultReport(commandID));
		if (report === undefined) return fail(`no result of the command of ${largest} bytes was reported`);
		return pass(`the command of ${largest} bytes was carried out`, report.seq);
	},
};
