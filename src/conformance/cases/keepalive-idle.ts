import { type Case, fail, notApplicable, pass, warn } from "../case.ts";

/** Milliseconds, and keepalives: whichever are longer. */
const idle = 120_000;
const keepalives = 4;

export const keepaliveIdle: Case = {
	id: "keepalive-idle",
	group: "keepalive",
	title: "stays connected when it is left idle, with a keepalive of 0, too",
	clause:
		"Kii guide, MQTT protocol overview: a connection that ends after a fixed time points to the keepalive; MQTT 3.1.1, 3.1.2.10",
	stimulus: `leaves the device alone for ${idle / 1000} s, or ${keepalives} keepalives if these are longer`,
	rule: "the connection stays; a keepalive of 0 is a warning",
	profiles: ["kii", "mqtt311", "aws"],
	async run(bench) {
		const { connection, keepalive } = await bench.session();
		bench.mark(`idle ${connection} ${keepalive}`);
		await bench.until(
			{ kind: "connection", event: "close", connection },
			{ within: Math.max(idle, keepalive * keepalives * 1000) },
		);
	},
	judge(evidence) {
		const [mark] = evidence.marks;
		if (mark === undefined) return notApplicable("there was no connection to leave idle");
		const [, connection = 0, keepalive] = mark.name.split(" ").map(Number);
		const closed = evidence.find({ kind: "connection", event: "close", connection }, mark.seq);
		const lasted = ((closed?.time ?? evidence.endedAt) - mark.time) / 1000;
		if (closed?.kind === "connection") {
			if (closed.violation?.clause === "MQTT-3.1.2-24")
				return notApplicable("the device did not keep to its keepalive: see keepalive-ping");
			return fail(`the connection ended after ${lasted} s: ${closed.reason}`, closed.seq);
		}
		if (keepalive !== 0) return pass(`still connected after ${lasted} s`);
		const warning = "with a keepalive of 0 neither side notices that a connection is dead";
		return warn(`still connected after ${lasted} s`, [warning]);
	},
};
