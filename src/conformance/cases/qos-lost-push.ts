import { unlessMissing } from "../bench.ts";
import { type Case, notApplicable, pass, warn } from "../case.ts";
import { resultReport } from "../good-command.ts";
import { reportsOf } from "../reports-of.ts";
import { steadySession } from "../steady-session.ts";

export const qosLostPush: Case = {
	id: "qos-lost-push",
	group: "qos",
	title: "finds a command whose push was lost by asking for its commands",
	clause: "Kii guide, MQTT protocol overview: at most one notification, nothing is sent again",
	stimulus: "drops the push of a command, and a while later closes the connection",
	rule: "the command's result is reported, soon or when the device is back; a warning when it is not",
	profiles: ["kii"],
	needs: ["commands", "reconnects"],
	async run(bench) {
		const { mqttTopic } = await steadySession(bench);
		const { resultWithin } = bench.settings;
		await bench.fault({ on: "publish", direction: "out", action: "drop", what: "push", client: mqttTopic, times: 1 });
		const after = bench.position();
		const commandID = await bench.command();
		bench.mark(`asked ${commandID}`);
		if ((await bench.until(resultReport(commandID), { after, within: resultWithin })) !== undefined) return;
		const lost = bench.position();
		bench.disconnect();
		// That it does not come back by itself, or does not subscribe, is for the cases of reconnecting.
		if ((await bench.sessionAfter(lost).catch(unlessMissing)) === undefined) await bench.restart();
		await bench.sessionAfter(lost);
		await bench.until(resultReport(commandID), { after, within: resultWithin });
	},
	judge(evidence) {
		const dropped = evidence.packets("out", "publish").find(({ fault }) => fault?.action === "drop");
		if (dropped === undefined) return notApplicable("there was no push to the device");
		const [report] = reportsOf(evidence, "asked");
		if (report !== undefined) return pass("the result was reported", dropped.seq, report.seq);
		const warning =
			"a push that is lost is never sent again: ask for the commands from time to time, and on each new connection";
		return warn("the command was never carried out", [warning], dropped.seq);
	},
};
