import { attempts, inSeconds, pausesBetween } from "../attempts.ts";
import { grows } from "../back-off.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";
import { comeBackAfter } from "../until-accepted.ts";

/** Connections that are closed as soon as they are accepted. */
const losses = 5;

export const reconnectBackOff: Case = {
	id: "reconnect-back-off",
	group: "reconnect",
	title: "waits longer each time that the broker closes the connection",
	clause: "AWS IoT Device Advisor, MQTT_Reconnect_Backoff_Retries_On_Server_Disconnect",
	stimulus: `closes the connection, and each of the next ${losses} right behind CONNACK`,
	rule: "the pauses before the next CONNECT grow",
	profiles: ["kii", "aws"],
	needs: ["reconnects"],
	async run(bench) {
		const { mqttTopic } = await steadySession(bench);
		await bench.fault({ on: "connack", direction: "out", action: "close-after", client: mqttTopic, times: losses });
		const began = bench.position();
		bench.mark("closing");
		bench.disconnect();
		await comeBackAfter(bench, began);
	},
	judge(evidence) {
		const connects = attempts(evidence, evidence.mark("closing").seq);
		const seen = connects.map(({ seq }) => seq);
		const pauses = pausesBetween(evidence, connects);
		if (pauses.length < losses)
			return notApplicable("the device asked for a new endpoint instead of trying again with the one it had");
		if (!grows(pauses)) return fail(`the pauses do not grow: ${inSeconds(pauses)}`, ...seen);
		return pass(`came again after ${inSeconds(pauses)}`, ...seen);
	},
};
