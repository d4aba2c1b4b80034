import { type Case, fail, notApplicable, pass, warn } from "../case.ts";
import { anonymousConnects, onboardAnew } from "../onboard-anew.ts";

export const onboardingLeavesFirstBroker: Case = {
	id: "onboarding-leaves-first-broker",
	group: "onboarding",
	title: "leaves the default broker when it has onboarded",
	clause: "Kii guide, MQTT connection; [MQTT-3.14.4-1]",
	stimulus: "starts the device anew, and waits until it has connected to the broker of its endpoint",
	rule: "the connection as `anonymous` is closed by the device; a warning when it sent no DISCONNECT",
	profiles: ["kii"],
	needs: ["onboards", "starts"],
	async run(bench) {
		await onboardAnew(bench);
	},
	judge(evidence) {
		const connects = anonymousConnects(evidence);
		if (connects.length === 0) return notApplicable("the device does not onboard over MQTT");
		const seen = connects.map(({ seq }) => seq);
		const closeOf = (connection = 0) => evidence.find({ kind: "connection", event: "close", connection });
		if (connects.some(({ connection }) => closeOf(connection) === undefined)) {
			return fail("the connection to the default broker is still open", ...seen);
		}
		const left = evidence.packets("in", "disconnect").map(({ connection }) => connection);
		if (connects.every(({ connection }) => left.includes(connection)))
			return pass("the device left by DISCONNECT", ...seen);
		return warn("the device left the default broker", ["it closed the connection without a DISCONNECT"], ...seen);
	},
};
