import { type Case, notApplicable, pass } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { reportsOf } from "../reports-of.ts";

/** Milliseconds in which the device may notice. */
const pause = 30_000;

export const apiReplyMissing: Case = {
	id: "api-reply-missing",
	group: "api",
	title: "survives a reply that never comes",
	clause: "Kii guide, MQTT protocol overview: quality of service 0, nothing is sent again",
	stimulus: `drops the reply to a result, and ${pause / 1000} s later sends a command`,
	rule: "the connection stays and the good command is carried out: the device does not wait for ever",
	profiles: ["kii"],
	needs: ["requests", "commands"],
	async run(bench) {
		await settledSession(bench);
		const dropped = await bench.fault({ on: "publish", direction: "out", what: "reply", action: "drop", times: 1 });
		const after = bench.position();
		const commandID = await bench.command();
		bench.mark(`asked ${commandID}`);
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		await bench.wait(pause);
		await dropped.remove();
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const [first] = reportsOf(evidence, "asked");
		if (first === undefined) return notApplicable("the device reported no result over MQTT");
		return whyNotWorking(evidence) ?? pass("the device works after a reply that never came", first.seq);
	},
};
