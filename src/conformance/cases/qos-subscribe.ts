import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";

export const qosSubscribe: Case = {
	id: "qos-subscribe",
	group: "qos",
	title: "asks for QoS 0 when it subscribes",
	clause: "Kii guide, MQTT protocol overview: QoS 0 is all that is supported",
	stimulus: "has the device connect anew",
	rule: "every SUBSCRIBE asks for QoS 0",
	profiles: ["kii"],
	run: comeAnew,
	judge(evidence) {
		const packets = evidence.packets("in", "subscribe");
		if (packets.length === 0) return notApplicable("the device did not subscribe");
		const above = packets.filter(({ packet }) => packet.subscriptions?.some(({ qos }) => qos > 0));
		const asked = above.flatMap(({ packet }) => packet.subscriptions ?? []).find(({ qos }) => qos > 0);
		if (asked !== undefined)
			return fail(`SUBSCRIBE asks for QoS ${asked.qos} of ${asked.filter}`, ...above.map(({ seq }) => seq));
		return pass("SUBSCRIBE asks for QoS 0", ...packets.map(({ seq }) => seq));
	},
};
