import { attempts, isAccepted } from "../attempts.ts";
import { type Case, fail, pass } from "../case.ts";
import { away, markAway, whyNeverBack } from "../mark-away.ts";
import { steadySession } from "../steady-session.ts";
import { untilAccepted } from "../until-accepted.ts";

/** Going away, an error of the server, try again later, and one of an application's own (RFC 6455, 7.4; IANA). */
const codes = [1001, 1011, 1013, 4000];

export const websocketCloseCodes: Case = {
	id: "websocket-close-codes",
	group: "websocket",
	title: "comes back whatever the close code is",
	clause: "RFC 6455, 7.4; Kii guide, MQTT protocol overview: reconnecting is the client's business",
	stimulus: `ends the connection with close code ${codes.join(", then ")}`,
	rule: "the device connects again by itself each time, and is let in",
	profiles: ["kii", "mqtt311"],
	transports: ["ws", "wss"],
	needs: ["reconnects"],
	async run(bench) {
		for (const code of codes) {
			await steadySession(bench);
			const after = bench.position();
			bench.mark(`code ${code}`);
			await bench.closeFrame(code);
			if (!(await untilAccepted(bench, after))) return markAway(bench);
		}
	},
	judge(evidence) {
		const back: number[] = [];
		const why = whyNeverBack(evidence);
		if (why !== undefined) return why;
		for (const [index, { name, seq, time }] of evidence.marks.entries()) {
			if (name === away) continue;
			const next = evidence.marks[index + 1]?.seq ?? Number.POSITIVE_INFINITY;
			const connects = attempts(evidence, seq).filter((connect) => connect.seq <= next);
			const accepted = connects.find((connect) => isAccepted(evidence, connect));
			const until = evidence.marks.find((mark) => mark.name === away)?.time ?? evidence.endedAt;
			const waited = (until - time) / 1000;
			if (accepted === undefined)
				return fail(`was not back ${waited} s after close ${name}`, ...connects.map((each) => each.seq));
			back.push(accepted.seq);
		}
		return pass(`was back after each of ${codes.join(", ")}`, ...back);
	},
};
