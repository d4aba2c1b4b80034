import { type Case, fail, pass, warn } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";

/** An action that no device has. */
const unknown = "conformanceUnknownAction";

export const commandsUnknownAction: Case = {
	id: "commands-unknown-action",
	group: "commands",
	title: "reports an action that it does not know as failed",
	clause: "Kii guide, Thing-IF REST: reporting action results",
	stimulus: `sends a command with the action ${unknown}, then one that the device knows`,
	rule: "the unknown action is not reported as succeeded; the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		const after = bench.position();
		const commandID = await bench.command([{ [unknown]: { conformance: true } }]);
		bench.mark(`unknown ${commandID}`);
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const commandID = evidence.marks.find(({ name }) => name.startsWith("unknown "))?.name.split(" ")[1] ?? "";
		const report = evidence.find(resultReport(commandID));
		const body = report !== undefined && "requestBody" in report ? JSON.stringify(report.requestBody) : "";
		if (report !== undefined && /"succeeded":true/.test(body)) {
			return fail("an action that the device cannot know was reported as succeeded", report.seq);
		}
		const broken = whyNotWorking(evidence);
		if (broken !== undefined) return broken;
		if (report !== undefined) return pass("the unknown action was reported as failed", report.seq);
		return warn("the device survived an unknown action", [
			"it reported no result of it: the owner of the command waits for ever",
		]);
	},
};
