import { type Case, fail, notApplicable, pass } from "../case.ts";
import { anonymousConnects, onboardAnew, onboardingCall } from "../onboard-anew.ts";

export const onboardingOverMqtt: Case = {
	id: "onboarding-over-mqtt",
	group: "onboarding",
	title: "onboards on the default broker as `anonymous`, and does nothing else there",
	clause: "Kii guide, MQTT connection: onboarding over the default broker",
	stimulus: "starts the device anew",
	rule: "its one request as `anonymous` is POST on p/anonymous/thing-if/apps/{appID}/onboardings, and is answered 200",
	profiles: ["kii"],
	needs: ["onboards", "starts"],
	async run(bench) {
		await onboardAnew(bench);
	},
	judge(evidence) {
		const connects = anonymousConnects(evidence);
		if (connects.length === 0) return notApplicable("the device does not onboard over MQTT");
		const { seq } = evidence.mark("started");
		const sent = [...evidence.packets("in", "publish", seq), ...evidence.packets("in", "subscribe", seq)];
		const wrong = sent.find(
			(each) =>
				each.client === "anonymous" && !/^p\/anonymous\/thing-if\/apps\/[^/]+\/onboardings$/.test(each.topic ?? ""),
		);
		if (wrong !== undefined) {
			return fail(`the device sent ${wrong.type.toUpperCase()} ${wrong.topic ?? ""} on the default broker`, wrong.seq);
		}
		const calls = evidence.all({ ...onboardingCall, kind: "api" }, seq);
		const refused = calls.find((call) => call.kind === "api" && call.status !== 200);
		if (refused?.kind === "api") return fail(`its onboarding was answered ${refused.status}`, refused.seq);
		if (calls.length === 0) return fail("the device connected as `anonymous` and did not onboard");
		return pass("the device onboarded over MQTT", ...calls.map((call) => call.seq));
	},
};
