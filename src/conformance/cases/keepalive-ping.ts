import { type Case, fail, notApplicable, pass } from "../case.ts";

/** Keepalives of silence that are watched. */
const watched = 3;
/** Of a PINGREQ behind its time, in keepalives: what the network may add. */
const tolerance = 1.1;

export const keepalivePing: Case = {
	id: "keepalive-ping",
	group: "keepalive",
	title: "sends PINGREQ in time when it has nothing else to say",
	clause: "[MQTT-3.1.2-23]; Kii guide, MQTT protocol overview: leave the client idle and see that it stays connected",
	stimulus: `leaves the device alone for ${watched} keepalives`,
	rule: "never more than one keepalive passes without a packet of the device, and the connection stays",
	profiles: ["kii", "mqtt311", "aws"],
	async run(bench) {
		const { keepalive, connection } = await bench.session();
		bench.mark(`idle ${connection} ${keepalive}`);
		if (keepalive > 0) await bench.wait(keepalive * watched * 1000);
	},
	judge(evidence) {
		const [mark] = evidence.marks;
		const [, connection, keepalive] = (mark?.name ?? "").split(" ").map(Number);
		if (mark === undefined || !keepalive)
			return notApplicable("the keepalive of the device is 0: it never has to ping");
		const heard = evidence
			.after(mark.seq)
			.filter((entry) => entry.connection === connection && entry.kind === "mqtt" && entry.direction === "in");
		const times = [mark.time, ...heard.map(({ time }) => time), evidence.endedAt];
		const closed = evidence.find({ kind: "connection", event: "close", connection: connection ?? 0 }, mark.seq);
		const longest = Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
		const seen = heard.map(({ seq }) => seq);
		if (closed !== undefined) {
			const reason = closed.kind === "connection" ? closed.reason : "";
			return fail(`the idle device lost its connection: ${reason}`, ...seen, closed.seq);
		}
		if (longest > keepalive * 1000 * tolerance) {
			return fail(`${longest / 1000} s passed without a packet, with a keepalive of ${keepalive} s`, ...seen);
		}
		return pass(`at the most ${longest / 1000} s between two packets, with a keepalive of ${keepalive} s`, ...seen);
	},
};
