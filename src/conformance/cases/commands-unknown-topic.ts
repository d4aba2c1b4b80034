import { type Case, fail, pass } from "../case.ts";
import { resultReport, settledSession, tryGoodCommand, whyNotWorking } from "../good-command.ts";
import { madeUpCommand } from "../made-up-command.ts";

const commandID = "conformance-unknown-topic";
/** Milliseconds in which the device may take it for its own. */
const pause = 2000;

export const commandsUnknownTopic: Case = {
	id: "commands-unknown-topic",
	group: "commands",
	title: "ignores a message on a topic that it does not know",
	clause: "Kii guide, receiving push messages: check the topic and ignore unknown ones, they are for future use",
	stimulus: "publishes a command to the device on `conformance/unknown`, then sends it a command as usual",
	rule: "the command on the unknown topic is not carried out; the connection stays and the good command is carried out",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		await settledSession(bench);
		await bench.push(madeUpCommand(commandID, bench.settings), "conformance/unknown");
		await bench.wait(pause);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const report = evidence.find(resultReport(commandID));
		if (report !== undefined) return fail("a command on a topic that is not the device's was carried out", report.seq);
		return whyNotWorking(evidence) ?? pass("the message on an unknown topic was ignored");
	},
};
