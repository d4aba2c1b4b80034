import { attempts, isAccepted } from "./attempts.ts";
import { type Case, fail, pass } from "./case.ts";
import { steadySession } from "./steady-session.ts";
import { untilAccepted } from "./until-accepted.ts";

const ways = {
	close: {
		title: "comes back when the broker closes the connection",
		stimulus: "closes the connection in good order (FIN)",
	},
	reset: { title: "comes back when the connection is reset", stimulus: "resets the connection (RST)" },
} as const;

/** The case of a way in which a connection is lost. */
export function lossCase(how: "close" | "reset"): Case {
	return {
		id: `reconnect-after-${how}`,
		group: "reconnect",
		title: ways[how].title,
		clause: "Kii guide, MQTT protocol overview: nothing is kept for a client that is not connected",
		stimulus: ways[how].stimulus,
		rule: "the device connects again by itself, and is let in",
		profiles: ["kii", "mqtt311", "aws"],
		async run(bench) {
			await steadySession(bench);
			const began = bench.position();
			bench.mark("lost");
			bench.disconnect(how);
			await untilAccepted(bench, began);
		},
		judge(evidence) {
			const lost = evidence.mark("lost");
			const connects = attempts(evidence, lost.seq);
			const back = connects.find((each) => isAccepted(evidence, each));
			const seen = connects.map(({ seq }) => seq);
			if (back === undefined)
				return fail(`was not back ${(evidence.endedAt - lost.time) / 1000} s after the loss`, ...seen);
			return pass(`was back after ${(back.time - lost.time) / 1000} s`, ...seen);
		},
	};
}
