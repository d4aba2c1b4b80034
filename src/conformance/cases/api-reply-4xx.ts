import { type Case, notApplicable, pass } from "../case.ts";
import { settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { reportUnderFailure, whyHammering } from "../report-under-failure.ts";
import { reportsOf } from "../reports-of.ts";

const status = 404;

export const apiReply4xx: Case = {
	id: "api-reply-4xx",
	group: "api",
	title: "survives a request that Kii refuses, and does not hammer",
	clause: "Kii guide, error responses: it does not help to ask again",
	stimulus: `answers reports of a result by ${status} for a while, then sends a command`,
	rule: "at most five reports in ten seconds; the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["requests", "commands"],
	async run(bench) {
		await settledSession(bench);
		await reportUnderFailure(bench, status);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const reports = reportsOf(evidence, "asked");
		if (reports.length === 0) return notApplicable("the device reported no result over MQTT");
		const seen = reports.map(({ seq }) => seq);
		return (
			whyHammering(reports) ??
			whyNotWorking(evidence) ??
			pass(`the device works after ${reports.length} reports answered by ${status}`, ...seen)
		);
	},
};
