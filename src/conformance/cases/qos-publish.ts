import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";
import { tryGoodCommand } from "../good-command.ts";

export const qosPublish: Case = {
	id: "qos-publish",
	group: "qos",
	title: "publishes at QoS 0, and its will, too",
	clause: "Kii guide, MQTT protocol overview: QoS 0 is all that is supported",
	stimulus: "has the device connect anew, and sends a command",
	rule: "no PUBLISH of the device is above QoS 0",
	profiles: ["kii"],
	needs: ["requests"],
	async run(bench) {
		await comeAnew(bench);
		await tryGoodCommand(bench);
	},
	judge(evidence) {
		const packets = evidence.packets("in", "publish");
		const above = packets.filter(({ packet }) => (packet.qos ?? 0) > 0);
		const [first] = above;
		if (first !== undefined)
			return fail(`PUBLISH on ${first.topic} is at QoS ${first.packet.qos}`, ...above.map(({ seq }) => seq));
		const will = evidence.packets("in", "connect").find(({ packet }) => (packet.will?.qos ?? 0) > 0);
		if (will !== undefined) return fail(`its will is at QoS ${will.packet.will?.qos}`, will.seq);
		if (packets.length === 0) return notApplicable("the device published nothing");
		return pass("PUBLISH is at QoS 0", ...packets.map(({ seq }) => seq));
	},
};
