import { type Case, notApplicable, pass } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { reportsOf } from "../reports-of.ts";

/** Milliseconds: longer than a device waits. */
const late = 40_000;
/** Milliseconds in which the device may trip over it. */
const pause = 1000;

export const apiReplyLate: Case = {
	id: "api-reply-late",
	group: "api",
	title: "survives a reply that comes when nobody waits for it any more",
	clause: "Kii guide, API over MQTT: quality of service 0",
	stimulus: `withholds the reply to a result for ${late / 1000} s, then sends a command`,
	rule: "the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["requests", "commands"],
	async run(bench) {
		await settledSession(bench);
		const held = await bench.fault({ on: "publish", direction: "out", what: "reply", action: "hold", times: 1 });
		const after = bench.position();
		const commandID = await bench.command();
		bench.mark(`asked ${commandID}`);
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		await bench.wait(late);
		await held.release();
		await held.remove();
		await bench.wait(pause);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const [first] = reportsOf(evidence, "asked");
		if (first === undefined) return notApplicable("the device reported no result over MQTT");
		return whyNotWorking(evidence) ?? pass(`the device works after a reply ${late / 1000} s late`, first.seq);
	},
};
