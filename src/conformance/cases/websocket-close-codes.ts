import { attempts, isAccepted } from "../attempts.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { staysAway } from "../stays-away.ts";
import { steadySession } from "../steady-session.ts";
import { untilAccepted } from "../until-accepted.ts";

/** Going away, an error of the server, try again later, and one of an application's own (RFC 6455, 7.4; IANA). */
const codes = [1001, 1011, 1013, 4000];

const away = "away";
const neverBack = "never back";

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
			if (await untilAccepted(bench, after)) continue;
			bench.mark(away);
			if (await staysAway(bench)) bench.mark(neverBack);
			return;
		}
	},
	judge(evidence) {
		const back: number[] = [];
		if (evidence.marks.some(({ name }) => name === neverBack))
			return notApplicable("the device does not come back when its connection is closed: see reconnect-after-close");
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
