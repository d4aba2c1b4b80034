import { attempts } from "../attempts.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";

export const connectingCleanSession: Case = {
	id: "connecting-clean-session",
	group: "connecting",
	title: "asks for a clean session",
	clause: "[MQTT-3.1.2-6]; Kii guide, MQTT protocol overview: nothing is kept for a client that is not connected",
	stimulus: "has the device connect anew",
	rule: "Clean Session is set in every CONNECT",
	profiles: ["kii"],
	run: comeAnew,
	judge(evidence) {
		const connects = attempts(evidence);
		if (connects.length === 0) return notApplicable("the device did not connect but to onboard");
		const wrong = connects.find(({ packet }) => packet.cleanSession === false);
		if (wrong !== undefined)
			return fail("CONNECT has Clean Session 0: the device relies on a session that Kii does not keep", wrong.seq);
		return pass("Clean Session is set", ...connects.map(({ seq }) => seq));
	},
};
