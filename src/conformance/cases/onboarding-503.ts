import { type Case, fail, pass } from "../case.ts";
import { onboardingCall } from "../onboard-anew.ts";

/** Answers of 503 before the device is let in. */
const refusals = 2;
/** Milliseconds that must pass before the next try; clients of Kii wait 1000. */
const shortest = 500;

export const onboarding503: Case = {
	id: "onboarding-503",
	group: "onboarding",
	title: "waits and tries again when it cannot be onboarded now",
	clause: "Kii guide, error responses: 503, try again later",
	stimulus: `starts the device anew and answers its first ${refusals} onboarding requests by 503`,
	rule: `the device tries again each time, not sooner than ${shortest} ms later, and connects in the end`,
	profiles: ["kii"],
	needs: ["onboards", "starts"],
	async run(bench) {
		const route = "POST /thing-if/apps/:appID/onboardings";
		await bench.fault({ on: "api", route, action: "respond", status: 503, times: refusals });
		const after = bench.position();
		bench.mark("started");
		await bench.restart();
		const connected = { kind: "mqtt", direction: "out", type: "suback" } as const;
		const came = await bench.until(connected, { after });
		bench.mark(came === undefined ? "away" : "came");
		if (came === undefined) await bench.restart();
	},
	judge(evidence) {
		const { seq } = evidence.mark("started");
		const end = evidence.marks.find(({ name }) => name === "away" || name === "came");
		const calls = evidence.all(onboardingCall, seq).filter((call) => call.seq <= (end?.seq ?? 0));
		const seen = calls.map((call) => call.seq);
		if (calls.length === 0) return fail("the device did not onboard when it was started");
		if (end?.name === "away") return fail("the device did not come back after 503", ...seen);
		const gaps = calls.slice(1).flatMap(({ time }, index) => {
			const before = calls[index];
			return before?.fault === undefined ? [] : [time - before.time];
		});
		const soonest = Math.min(...gaps);
		if (soonest < shortest) return fail(`the device asked again ${soonest} ms after a 503`, ...seen);
		return pass(`the device asked again after 503, at the soonest ${soonest} ms later`, ...seen);
	},
};
