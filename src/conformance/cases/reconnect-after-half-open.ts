import { attempts, isAccepted } from "../attempts.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";
import { untilAccepted } from "../until-accepted.ts";

/** Keepalives in which the device may notice; keepalive-mute-broker is strict about it. */
const watched = 3;

export const reconnectAfterHalfOpen: Case = {
	id: "reconnect-after-half-open",
	group: "reconnect",
	title: "comes back when the connection is dead and nobody has closed it",
	clause: "MQTT 3.1.1, section 3.1.2.10; Kii guide, MQTT protocol overview: reconnecting is the client's business",
	stimulus: "drops everything to the device, and leaves the connection open, until the device gives up",
	rule: "the device connects again by itself, and is let in",
	profiles: ["kii", "mqtt311", "aws"],
	needs: ["reconnects"],
	async run(bench) {
		const { connection, keepalive } = await steadySession(bench);
		bench.mark("dead");
		if (keepalive === 0) return;
		const fault = await bench.fault({ on: "any", direction: "out", action: "drop", connection });
		const left = await bench.until(
			{ kind: "connection", event: "close", connection },
			{ within: keepalive * watched * 1000 },
		);
		await fault.remove();
		if (left?.kind !== "connection" || left.endedBy === "broker") return;
		bench.mark("noticed");
		await untilAccepted(bench, left.seq);
	},
	judge(evidence) {
		const noticed = evidence.marks.find(({ name }) => name === "noticed");
		if (noticed === undefined)
			return notApplicable("the device did not notice that its connection was dead: see the cases of keepalive");
		const connects = attempts(evidence, evidence.mark("dead").seq);
		const back = connects.find((each) => isAccepted(evidence, each));
		if (back === undefined)
			return fail(`was not back ${(evidence.endedAt - noticed.time) / 1000} s after it had given up`);
		return pass(`was back ${(back.time - noticed.time) / 1000} s after it had given up`, back.seq);
	},
};
