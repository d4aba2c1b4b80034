import { type Case, fail, notApplicable, pass } from "../case.ts";
import { resultReport } from "../good-command.ts";

const prefix = "command ";

export const qosDuplicateCommand: Case = {
	id: "qos-duplicate-command",
	group: "qos",
	title: "runs a command once that comes twice",
	clause: "Kii guide, commands: a device tells a command by its commandID",
	stimulus: "sends a command, and its push twice",
	rule: "one result is reported, and not two",
	profiles: ["kii"],
	needs: ["commands"],
	async run(bench) {
		const { mqttTopic } = await bench.session();
		await bench.fault({
			on: "publish",
			direction: "out",
			action: "duplicate",
			what: "push",
			client: mqttTopic,
			times: 1,
		});
		bench.mark(`${prefix}${await bench.command()}`);
		await bench.wait(bench.settings.resultWithin);
	},
	judge(evidence) {
		const commandID = evidence.marks.find(({ name }) => name.startsWith(prefix))?.name.slice(prefix.length) ?? "";
		const results = evidence.all(resultReport(commandID));
		const seen = results.map(({ seq }) => seq);
		if (results.length === 0) return notApplicable("the device reported no result: see the cases of commands");
		if (results.length > 1) return fail(`the result was reported ${results.length} times`, ...seen);
		return pass("the result was reported once", ...seen);
	},
};
