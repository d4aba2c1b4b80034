import { type Case, notApplicable, pass } from "../case.ts";
import { resultReport, resultRoute, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { reportsOf } from "../reports-of.ts";

/** Characters of the body. */
const size = 262_144;
/** Milliseconds in which the device may trip over it. */
const pause = 5000;

export const apiReplyLarge: Case = {
	id: "api-reply-large",
	group: "api",
	title: "survives a reply that is much larger than it expects",
	clause: "[MQTT-2.2.3]; Kii guide, API over MQTT: a reply has no largest size",
	stimulus: `answers a result by a reply with ${size / 1024} KB, then sends a command`,
	rule: "the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["requests", "commands"],
	async run(bench) {
		await settledSession(bench);
		const body = { filler: "x".repeat(size) };
		await bench.fault({ on: "api", route: resultRoute, action: "respond", status: 200, body, times: 1 });
		const after = bench.position();
		const commandID = await bench.command();
		bench.mark(`asked ${commandID}`);
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		await bench.wait(pause);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const [first] = reportsOf(evidence, "asked");
		if (first === undefined) return notApplicable("the device reported no result over MQTT");
		return whyNotWorking(evidence) ?? pass(`the device works after a reply of ${size / 1024} KB`, first.seq);
	},
};
