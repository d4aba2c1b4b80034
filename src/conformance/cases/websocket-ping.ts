import { type Case, fail, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";

/** Milliseconds. */
const patience = 5000;

const frames = (direction: "in" | "out", type: "ping" | "pong") =>
	({ kind: "connection", event: "frame", frame: { direction, type } }) as const;

export const websocketPing: Case = {
	id: "websocket-ping",
	group: "websocket",
	title: "answers ping frames",
	clause: "RFC 6455, 5.5.2",
	stimulus: "sends a ping frame of WebSocket",
	rule: `a pong frame comes within ${patience / 1000} s`,
	profiles: ["kii", "mqtt311"],
	transports: ["ws", "wss"],
	async run(bench) {
		const { connection } = await steadySession(bench);
		const after = bench.position();
		await bench.pingFrame();
		await bench.until({ ...frames("in", "pong"), connection }, { after, within: patience });
	},
	judge(evidence) {
		const ping = evidence.find(frames("out", "ping"));
		const sent = ping === undefined ? [] : [ping.seq];
		const { connection = 0, seq = 0 } = ping ?? {};
		const pong = evidence.find({ ...frames("in", "pong"), connection }, seq);
		if (pong !== undefined) return pass("a pong frame came", ...sent, pong.seq);
		const closed = evidence.find({ kind: "connection", event: "close", connection }, seq);
		if (closed?.kind === "connection") return fail(`its connection ended: ${closed.reason}`, ...sent, closed.seq);
		return fail(`no pong frame came within ${patience / 1000} s`, ...sent);
	},
};
