import { attempts, connackOf } from "../attempts.ts";
import { type Case, fail, notApplicable, pass, warn } from "../case.ts";
import { comeAnew } from "../come-anew.ts";

const mqtt5 = 5;
const unacceptable = 1;

export const connectingProtocol: Case = {
	id: "connecting-protocol",
	group: "connecting",
	title: "speaks MQTT 3.1.1 or 3.1, by the right name",
	clause: "[MQTT-3.1.2-1], [MQTT-3.1.2-2]",
	stimulus: "has the device connect anew",
	rule: "CONNECT has level 4 and the name MQTT, or level 3 and the name MQIsdp; MQTT 5 first is a warning",
	profiles: ["kii", "mqtt311", "aws"],
	run: comeAnew,
	judge(evidence) {
		const connects = attempts(evidence);
		const isRefused = (attempt: (typeof connects)[number]) => {
			const connack = connackOf(evidence, attempt);
			return connack?.fault === undefined && connack?.packet.returnCode === unacceptable;
		};
		const named = /^MQTT-3\.1\.2-[12]$/;
		const wrong = connects.filter((each) => isRefused(each) || named.test(each.violation?.clause ?? ""));
		const last = connects.at(-1);
		if (last === undefined) return notApplicable("the device did not connect but to onboard");
		const isNewer = ({ packet }: (typeof connects)[number]) => (packet.protocolLevel ?? mqtt5) >= mqtt5;
		const [first] = wrong;
		if (first === undefined) return pass(`protocol level ${last.packet.protocolLevel}`, last.seq);
		const seen = `CONNECT has level ${first.packet.protocolLevel ?? "?"}: ${first.violation?.message ?? "refused with 1"}`;
		if (wrong.every(isNewer) && !isNewer(last))
			return warn(`protocol level ${last.packet.protocolLevel}`, [`it tries a newer MQTT first. ${seen}`], first.seq);
		return fail(seen, ...wrong.map(({ seq }) => seq));
	},
};
