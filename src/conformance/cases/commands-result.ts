import { type Case, fail, pass } from "../case.ts";
import { resultReport, settledSession } from "../good-command.ts";

export const commandsResult: Case = {
	id: "commands-result",
	group: "commands",
	title: "reports the result of a command in time, in a shape that Kii takes",
	clause: "Kii guide, Thing-IF REST: executing commands, reporting action results",
	stimulus: "sends the device a command that it knows",
	rule: "the result is reported within the time set, is answered 2xx, and says of every action whether it succeeded",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		const after = bench.position();
		bench.mark("sent");
		const commandID = await bench.command();
		bench.mark(`command ${commandID}`);
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
	},
	judge(evidence) {
		const { seq, time } = evidence.mark("sent");
		const commandID = evidence.marks.find(({ name }) => name.startsWith("command "))?.name.split(" ")[1] ?? "";
		const report = evidence.find(resultReport(commandID), seq);
		if (report === undefined || (report.kind !== "api" && report.kind !== "http")) {
			return fail(`no result of the command was reported within ${evidence.settings.resultWithin / 1000} s`);
		}
		if (report.status >= 300) return fail(`the result was answered ${report.status}`, report.seq);
		return pass(`the result was reported ${(report.time - time) / 1000} s after the command`, report.seq);
	},
};
