import { attempts, isAccepted } from "../attempts.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";

/** Milliseconds from CONNACK to SUBSCRIBE. */
const within = 10_000;

export const reconnectResubscribes: Case = {
	id: "reconnect-resubscribes",
	group: "reconnect",
	title: "subscribes again when it is back",
	clause: "[MQTT-3.1.2-6]: subscriptions end with a clean session",
	stimulus: "closes the connection",
	rule: `SUBSCRIBE comes on the new connection within ${within / 1000} s`,
	profiles: ["kii", "mqtt311"],
	needs: ["reconnects"],
	async run(bench) {
		const { mqttTopic } = await steadySession(bench);
		bench.mark("lost");
		bench.disconnect();
		await bench.until({
			kind: "mqtt",
			direction: "out",
			type: "connack",
			client: mqttTopic,
			packet: { returnCode: 0 },
		});
		await bench.wait(within);
	},
	judge(evidence) {
		const { seq } = evidence.mark("lost");
		const back = attempts(evidence, seq).find((each) => isAccepted(evidence, each));
		if (back === undefined) return notApplicable("the device did not come back: see the cases before");
		const subscribed = evidence
			.packets("in", "subscribe", seq)
			.find(({ connection }) => connection === back.connection);
		if (subscribed === undefined) return fail("no SUBSCRIBE on the new connection: pushes are lost", back.seq);
		return pass("SUBSCRIBE came on the new connection", back.seq, subscribed.seq);
	},
};
