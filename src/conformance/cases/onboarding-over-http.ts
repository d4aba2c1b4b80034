import { type Case, fail, notApplicable, pass } from "../case.ts";
import { onboardAnew, onboardingCall } from "../onboard-anew.ts";

export const onboardingOverHttp: Case = {
	id: "onboarding-over-http",
	group: "onboarding",
	title: "onboards over HTTP",
	clause: "Kii guide, Thing-IF REST: onboarding, Content-Type application/vnd.kii.Onboarding…+json",
	stimulus: "starts the device anew",
	rule: "every onboarding request is answered 200",
	profiles: ["kii"],
	needs: ["onboards", "starts"],
	async run(bench) {
		await onboardAnew(bench);
	},
	judge(evidence) {
		const calls = evidence.all({ ...onboardingCall, kind: "http" }, evidence.mark("started").seq);
		if (calls.length === 0) return notApplicable("the device does not onboard over HTTP");
		const refused = calls.find((call) => call.kind === "http" && call.status !== 200);
		if (refused?.kind === "http") return fail(`its onboarding was answered ${refused.status}`, refused.seq);
		return pass("the device onboarded over HTTP", ...calls.map(({ seq }) => seq));
	},
};
