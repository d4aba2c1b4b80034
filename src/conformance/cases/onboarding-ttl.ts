import { type Case, fail, pass, warn } from "../case.ts";
import { away, markAway, whyNeverBack } from "../mark-away.ts";
import { onboardAnew, onboardingCall } from "../onboard-anew.ts";

/** Seconds that the endpoint is good for. */
const ttl = 30;

const connect = { kind: "mqtt", direction: "in", type: "connect" } as const;

export const onboardingTtl: Case = {
	id: "onboarding-ttl",
	group: "onboarding",
	title: "asks for a new endpoint when the time of its own has passed",
	clause: "Kii REST reference, mqtt-endpoint: X-MQTT-TTL; `ttl` in the onboarding reply",
	stimulus: `starts the device anew with an endpoint that is good for ${ttl} s, and lets that time pass`,
	rule: "the device connects with a new endpoint; a warning when it tried the old one first",
	profiles: ["kii"],
	needs: ["onboards", "reconnects", "starts"],
	async run(bench) {
		await bench.session();
		bench.endpointTtl(ttl);
		await bench.retireEndpoint();
		const { mqttTopic } = await onboardAnew(bench);
		bench.mark(`endpoint ${mqttTopic}`);
		bench.endpointTtl(undefined);
		const after = bench.position();
		await bench.wait(ttl * 1000);
		const came = { kind: "mqtt", direction: "out", type: "suback", client: { regex: "." } } as const;
		if ((await bench.until(came, { after })) !== undefined) return;
		const hasTried = [connect, onboardingCall].some((match) => bench.seen(match, after) !== undefined);
		if (!hasTried) return markAway(bench);
		bench.mark(away);
		await bench.restart();
	},
	judge(evidence) {
		const [, old = ""] = evidence.marks.find(({ name }) => name.startsWith("endpoint "))?.name.split(" ") ?? [];
		const { seq } = evidence.marks.find(({ name }) => name.startsWith("endpoint ")) ?? { seq: 0 };
		const end = evidence.marks.find(({ name }) => name === away)?.seq ?? Number.POSITIVE_INFINITY;
		const accepted = evidence
			.packets("out", "connack", seq)
			.filter((each) => each.packet.returnCode === 0 && each.seq <= end);
		const renewed = accepted.find(({ client }) => client !== old && client !== "anonymous");
		if (renewed === undefined) return whyNeverBack(evidence) ?? fail("the device did not connect with a new endpoint");
		const tried = evidence
			.packets("out", "connack", seq)
			.filter((each) => each.client === old && each.packet.returnCode !== 0);
		if (tried.length === 0) return pass("the device connected with a new endpoint", renewed.seq);
		const warning = "it tried the endpoint whose time had passed before it asked for a new one";
		return warn("the device connected with a new endpoint", [warning], ...tried.map((each) => each.seq), renewed.seq);
	},
};
