import { type Case, pass, warn } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { madeUpCommand } from "../made-up-command.ts";

const commandID = "conformance-non-ascii";
/** Two, three and four bytes a character in UTF-8. */
const text = "é 電源を入れる 💡";

export const commandsNonAscii: Case = {
	id: "commands-non-ascii",
	group: "commands",
	title: "takes a command with text that is not ASCII",
	clause: "[MQTT-1.5.3-1]; RFC 8259, section 8.1: JSON is UTF-8",
	stimulus: `pushes a command with the title "${text}", then sends a command that the device knows`,
	rule: "the connection stays and the good command is carried out; a warning when the first was not",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		const after = bench.position();
		await bench.push(madeUpCommand(commandID, bench.settings, { title: text }));
		await bench.until(resultReport(commandID), { after, within: bench.settings.resultWithin });
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const broken = whyNotWorking(evidence);
		if (broken !== undefined) return broken;
		const report = evidence.find(resultReport(commandID));
		if (report !== undefined) return pass("the command with text that is not ASCII was carried out", report.seq);
		return warn("the device survived text that is not ASCII", ["no result of that command was reported"]);
	},
};
