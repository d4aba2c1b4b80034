import { attempts } from "./attempts.ts";
import { DeviceMissing } from "./bench.ts";
import { type Case, fail, notApplicable, pass } from "./case.ts";
import { steadySession } from "./steady-session.ts";

const framings = {
	split: {
		id: "websocket-split-packets",
		title: "takes packets that are spread over several messages",
		clause: "[MQTT-6.0.0-2]",
		stimulus: "closes the connection, and sends each byte in a frame of its own on the next one",
	},
	fragmented: {
		id: "websocket-fragmented-frames",
		title: "takes fragmented messages",
		clause: "RFC 6455, 5.4",
		stimulus: "closes the connection, and sends each packet in up to three fragments of one message on the next one",
	},
} as const;

/** Milliseconds for which the device must stay, once it has subscribed. */
const stays = 5000;
const back = "back on ";

/** The case of a way to put MQTT into frames. */
export function framingCase(framing: keyof typeof framings): Case {
	return {
		...framings[framing],
		group: "websocket",
		rule: `the device connects again, reads CONNACK, subscribes, and stays connected for ${stays / 1000} s`,
		profiles: ["kii", "mqtt311"],
		transports: ["ws", "wss"],
		needs: ["reconnects"],
		async run(bench) {
			await steadySession(bench);
			const began = bench.position();
			bench.frame(framing);
			bench.mark("framed");
			bench.disconnect();
			try {
				const { connection } = await bench.sessionAfter(began);
				bench.mark(`${back}${connection}`);
				await bench.until({ kind: "connection", event: "close", connection }, { within: stays });
			} catch (error) {
				// That it does not get so far is for the judge.
				if (!(error instanceof DeviceMissing)) throw error;
			}
			bench.mark("over");
			bench.frame("whole");
			await bench.restart();
		},
		judge(evidence) {
			const over = evidence.mark("over").seq;
			const connects = attempts(evidence, evidence.mark("framed").seq).filter(({ seq }) => seq <= over);
			const seen = connects.map(({ seq }) => seq);
			if (connects.length === 0)
				return notApplicable("the device did not connect again: see the cases of reconnecting");
			const isBack = evidence.marks.find(({ name }) => name.startsWith(back));
			const isHeard = connects.some(({ connection = 0 }) =>
				evidence.find({ kind: "mqtt", direction: "in", type: "pingreq", connection, seq: { lte: over } }),
			);
			if (isBack === undefined && isHeard)
				return notApplicable("it read CONNACK, stayed, and did not subscribe: see reconnect-resubscribes");
			if (isBack === undefined) return fail("it sent CONNECT, and did not subscribe: it did not read CONNACK", ...seen);
			const connection = Number(isBack.name.slice(back.length));
			const closed = evidence.find({ kind: "connection", event: "close", connection });
			if (closed?.kind === "connection" && closed.seq <= over)
				return fail(`it subscribed, and then its connection ended: ${closed.reason}`, ...seen, closed.seq);
			return pass("it connected, subscribed and stayed", ...seen);
		},
	};
}
