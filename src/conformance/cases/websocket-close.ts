import { type Case, fail, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";
import { untilAccepted } from "../until-accepted.ts";

/** RFC 6455, 7.1.5: the connection ended without a close frame. */
const noFrame = 1006;
/** Milliseconds; the emulator itself waits for a second. */
const patience = 5000;

const closeFrame = { kind: "connection", event: "frame", frame: { direction: "in", type: "close" } } as const;

export const websocketClose: Case = {
	id: "websocket-close",
	group: "websocket",
	title: "answers a close frame",
	clause: "RFC 6455, 5.5.1",
	stimulus: "sends a close frame, and leaves the connection to the device for a second",
	rule: "a close frame comes from the device before the connection ends",
	profiles: ["kii", "mqtt311"],
	transports: ["ws", "wss"],
	needs: ["reconnects"],
	async run(bench) {
		const { connection } = await steadySession(bench);
		const after = bench.position();
		bench.mark(`closed ${connection}`);
		bench.disconnect("close");
		await bench.until({ ...closeFrame, connection }, { after, within: patience });
		await untilAccepted(bench, after);
	},
	judge(evidence) {
		const [mark] = evidence.marks;
		const connection = Number(mark?.name.split(" ")[1]);
		const answer = evidence.find({ ...closeFrame, connection }, mark?.seq);
		const code = answer?.kind === "connection" ? answer.frame?.code : undefined;
		if (answer !== undefined && code !== noFrame) return pass("it answered the close frame", answer.seq);
		const end = evidence.find({ kind: "connection", event: "close", connection }, mark?.seq);
		return fail("it sent no close frame of its own", ...(end === undefined ? [] : [end.seq]));
	},
};
