import { attempts, inSeconds, leastPause, pausesBetween } from "../attempts.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";
import { comeBackAfter } from "../until-accepted.ts";

export const reconnectWaits: Case = {
	id: "reconnect-waits",
	group: "reconnect",
	title: "waits a second when the connection is lost right behind CONNACK",
	clause: "AWS IoT Device Advisor, MQTT_ReconnectionAfterSuccessfulConnection",
	stimulus: "closes the connection, and the next one right behind CONNACK",
	rule: "a second at least passes before the next CONNECT",
	profiles: ["kii", "aws"],
	needs: ["reconnects"],
	async run(bench) {
		const { mqttTopic } = await steadySession(bench);
		await bench.fault({ on: "connack", direction: "out", action: "close-after", client: mqttTopic, times: 1 });
		const began = bench.position();
		bench.mark("closing");
		bench.disconnect();
		await comeBackAfter(bench, began);
	},
	judge(evidence) {
		const connects = attempts(evidence, evidence.mark("closing").seq).slice(0, 2);
		const seen = connects.map(({ seq }) => seq);
		const [pause] = pausesBetween(evidence, connects);
		if (pause === undefined)
			return notApplicable("the device asked for a new endpoint: the connection was not lost again");
		if (pause < leastPause) return fail(`came again after ${inSeconds([pause])}`, ...seen);
		return pass(`came again after ${inSeconds([pause])}`, ...seen);
	},
};
