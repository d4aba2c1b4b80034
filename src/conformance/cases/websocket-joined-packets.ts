import { type Case, fail, notApplicable, pass } from "../case.ts";
import { resultReport, settledSession } from "../good-command.ts";
import { madeUpCommand } from "../made-up-command.ts";

const alone = "conformance-alone";
const together = ["conformance-joined-1", "conformance-joined-2", "conformance-joined-3"];

export const websocketJoinedPackets: Case = {
	id: "websocket-joined-packets",
	group: "websocket",
	title: "takes several packets in one frame",
	clause: "[MQTT-6.0.0-2]",
	stimulus: `pushes a command, and then ${together.length} commands in one frame`,
	rule: "the result of each is reported in time",
	profiles: ["kii"],
	transports: ["ws", "wss"],
	needs: ["commands"],
	async run(bench) {
		const { settings } = bench;
		await settledSession(bench);
		const first = bench.position();
		await bench.push(madeUpCommand(alone, settings));
		// Without it there is nothing to compare with.
		if ((await bench.until(resultReport(alone), { after: first, within: settings.resultWithin })) === undefined) return;
		const after = bench.position();
		const end = bench.now() + settings.resultWithin;
		await bench.pushTogether(together.map((commandID) => madeUpCommand(commandID, settings)));
		for (const commandID of together)
			await bench.until(resultReport(commandID), { after, within: Math.max(1, end - bench.now()) });
	},
	judge(evidence) {
		if (evidence.find(resultReport(alone)) === undefined)
			return notApplicable("the device reported no result of a command that came alone: see the cases of commands");
		const reports = together.map((commandID) => evidence.find(resultReport(commandID)));
		const seen = reports.flatMap((report) => (report === undefined ? [] : [report.seq]));
		if (seen.length === together.length) return pass("it reported the result of each", ...seen);
		const pushes = evidence.packets("out", "publish").filter(({ packet }) => packet.payload?.includes("joined"));
		const lost = together.filter((_, index) => reports[index] === undefined);
		return fail(`it reported no result of ${lost.join(", ")}`, ...pushes.map(({ seq }) => seq), ...seen);
	},
};
