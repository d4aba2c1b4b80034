import { attempts, inSeconds, isAccepted, pausesBetween } from "../attempts.ts";
import { grows } from "../back-off.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";

/** CONNACKs that are kept from the device. */
const withheld = 5;
const over = "over";

export const connectingConnackWithheld: Case = {
	id: "connecting-connack-withheld",
	group: "connecting",
	title: "tries again with back-off when CONNACK does not come",
	clause: "MQTT 3.1.1, section 3.2; AWS IoT Device Advisor, MQTT_Connect_Exponential_Backoff_Retries",
	stimulus: `closes the connection, and drops the next ${withheld} CONNACKs`,
	rule: "gives up on each attempt, tries again until it is let in, and waits longer from time to time",
	profiles: ["kii", "aws"],
	needs: ["reconnects"],
	async run(bench) {
		const { mqttTopic } = await steadySession(bench);
		await bench.fault({ on: "connack", direction: "out", action: "drop", client: mqttTopic, times: withheld });
		bench.mark("withholding");
		bench.disconnect();
		let after = bench.position();
		for (let attempt = 0; attempt <= withheld; attempt++) {
			const connect = await bench.until(
				{ kind: "mqtt", direction: "in", type: "connect", client: mqttTopic },
				{ after },
			);
			if (connect === undefined) break;
			after = connect.seq;
			if (attempt === withheld)
				await bench.until({ kind: "mqtt", direction: "out", type: "connack", client: mqttTopic }, { after });
		}
		bench.mark(over);
		// Attempts that had no end may still be at work, which is not for the next case.
		await bench.restart();
	},
	judge(evidence) {
		const end = evidence.mark(over).seq;
		const connects = attempts(evidence, evidence.mark("withholding").seq).filter(({ seq }) => seq <= end);
		const seen = connects.map(({ seq }) => seq);
		const [first] = connects;
		if (first === undefined) return notApplicable("the device did not connect again: there was no CONNACK to withhold");
		if (connects.length <= withheld) {
			if (connects.some((each) => isAccepted(evidence, each)))
				return notApplicable("the device asked for a new endpoint instead of trying again");
			const waited = evidence.settings.patience / 1000;
			const came = connects.length === 1 ? "once" : `${connects.length} times`;
			return fail(`came ${came} only, and then not within ${waited} s`, ...seen);
		}
		const pauses = pausesBetween(evidence, connects);
		if (!grows(pauses)) return fail(`the pauses do not grow: ${inSeconds(pauses)}`, ...seen);
		return pass(`came again after ${inSeconds(pauses)}`, ...seen);
	},
};
