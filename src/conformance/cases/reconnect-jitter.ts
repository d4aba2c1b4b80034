import { attempts, inSeconds, pausesBetween } from "../attempts.ts";
import { unlessMissing } from "../bench.ts";
import { type Case, notApplicable, pass, warn } from "../case.ts";
import { steadySession } from "../steady-session.ts";
import { comeBackAfter } from "../until-accepted.ts";

/** Connections of a series that are closed as soon as they are accepted. */
const losses = 3;
const series = 2;
/** By what part of a pause two of them must differ: clocks and networks make for less. */
const least = 0.03;

export const reconnectJitter: Case = {
	id: "reconnect-jitter",
	group: "reconnect",
	title: "waits differently each time, so that not all devices come back at once",
	clause: "AWS IoT Device Advisor, MQTT_Connect_Jitter_Backoff_Retries",
	stimulus: `${series} times: closes the connection, and each of the next ${losses} right behind CONNACK`,
	rule: "the pauses of the series differ; a warning when they are the same",
	profiles: ["kii", "aws"],
	needs: ["reconnects"],
	async run(bench) {
		for (let each = 0; each < series; each++) {
			if ((await bench.session().catch(unlessMissing)) === undefined) await bench.restart();
			const { mqttTopic } = await steadySession(bench);
			await bench.fault({ on: "connack", direction: "out", action: "close-after", client: mqttTopic, times: losses });
			const began = bench.position();
			bench.mark("closing");
			bench.disconnect();
			await comeBackAfter(bench, began);
			bench.mark("closed");
		}
	},
	judge(evidence) {
		const ends = evidence.marks.filter(({ name }) => name === "closed");
		const begins = evidence.marks.filter(({ name }) => name === "closing");
		const all = begins.map(({ seq }, index) =>
			attempts(evidence, seq).filter((each) => each.seq <= (ends[index]?.seq ?? seq)),
		);
		const seen = all.flat().map(({ seq }) => seq);
		const [first = [], second = []] = all.map((connects) => pausesBetween(evidence, connects));
		if (Math.min(first.length, second.length) < losses)
			return notApplicable("the device asked for a new endpoint instead of trying again with the one it had");
		const told = `${inSeconds(first)}, and then ${inSeconds(second)}`;
		const differs = first.some((pause, index) => {
			const other = second[index] ?? pause;
			return Math.abs(pause - other) > least * Math.max(pause, other);
		});
		if (differs) return pass(`the pauses differ: ${told}`, ...seen);
		const warning = "when a broker is back, all devices would come at once: let part of each pause be random";
		return warn(`the pauses are the same: ${told}`, [warning], ...seen);
	},
};
