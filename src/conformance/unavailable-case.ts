import type { FaultRule } from "../faults/fault-rule.ts";
import type { Match } from "../journal/match.ts";
import { DeviceMissing } from "./bench.ts";
import { type Ability, type Case, fail, type Judgement, notApplicable, pass } from "./case.ts";
import { onboardingCall } from "./onboard-anew.ts";

/** Answers of 503 before the device gets what it asks for. */
const refusals = 2;
/** Milliseconds that must pass before the next try; clients of Kii wait 1000. */
const shortest = 500;

interface Question {
	readonly id: string;
	readonly title: string;
	readonly clause: string;
	/** What it asks for, and is told to wait for. */
	readonly of: string;
	readonly needs: readonly Ability[];
	readonly rule: FaultRule;
	readonly call: Match;
	/** Of a device that does not ask for it. */
	readonly missing: Judgement;
}

const questions = {
	onboarding: {
		id: "onboarding-503",
		title: "waits and tries again when it cannot be onboarded now",
		clause: "Kii guide, error responses: 503, try again later",
		of: "onboarding requests",
		needs: ["onboards", "starts"],
		rule: {
			on: "api",
			route: "POST /thing-if/apps/:appID/onboardings",
			action: "respond",
			status: 503,
			times: refusals,
		},
		call: onboardingCall,
		missing: notApplicable("the device does not onboard when it is started: it has kept its endpoint"),
	},
	endpoint: {
		id: "onboarding-endpoint-503",
		title: "waits and tries again when its endpoint is not ready",
		clause: "Kii REST reference, mqtt-endpoint: 503 MQTT_ENDPOINT_NOT_READY, try again later",
		of: "requests for an MQTT endpoint",
		needs: ["starts"],
		rule: { on: "api", action: "not-ready", times: refusals },
		call: { kind: ["http", "api"], method: "GET", path: { regex: "/mqtt-endpoint$" } },
		missing: notApplicable("the device asks for no endpoint: it has the one of its onboarding reply"),
	},
} as const satisfies Record<string, Question>;

/** The case of something that a device asks for when it is started, and that is not there yet. */
export function unavailableCase(name: keyof typeof questions): Case {
	const { id, title, clause, of, needs, rule, call, missing }: Question = questions[name];
	return {
		id,
		group: "onboarding",
		title,
		clause,
		stimulus: `starts the device anew and answers its first ${refusals} ${of} by 503`,
		rule: `the device tries again each time, not sooner than ${shortest} ms later, and connects in the end`,
		profiles: ["kii"],
		needs,
		async run(bench) {
			await bench.fault(rule);
			const after = bench.position();
			bench.mark("started");
			await bench.restart();
			const connected = { kind: "mqtt", direction: "out", type: "suback" } as const;
			const came = await bench.until(connected, { after });
			bench.mark(came === undefined ? "away" : "came");
			if (came !== undefined) return;
			if (bench.seen(call, after) === undefined)
				throw new DeviceMissing(`the device did not come within ${bench.settings.patience} ms`);
			await bench.restart();
		},
		judge(evidence) {
			const { seq } = evidence.mark("started");
			const end = evidence.marks.find(({ name }) => name === "away" || name === "came");
			const calls = evidence.all(call, seq).filter((each) => each.seq <= (end?.seq ?? 0));
			const seen = calls.map((each) => each.seq);
			if (calls.length === 0) return missing;
			if (end?.name === "away") return fail("the device did not come back after 503", ...seen);
			const gaps = calls.slice(1).flatMap(({ time }, index) => {
				const before = calls[index];
				return before?.fault === undefined ? [] : [time - before.time];
			});
			if (gaps.length === 0) return notApplicable("the device connected without asking again: it had an endpoint");
			const soonest = Math.min(...gaps);
			if (soonest < shortest) return fail(`the device asked again ${soonest} ms after a 503`, ...seen);
			return pass(`the device asked again after 503, at the soonest ${soonest} ms later`, ...seen);
		},
	};
}
