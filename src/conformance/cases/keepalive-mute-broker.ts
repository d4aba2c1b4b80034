import { type Case, fail, notApplicable, pass, warn } from "../case.ts";

/** Keepalives within which a device must have given up; what network and timers add; and how long it is watched. */
const allowed = 1.5;
const tolerance = 0.15;
const watched = 3;

/** Milliseconds. */
const moment = 1000;

export const keepaliveMuteBroker: Case = {
	id: "keepalive-mute-broker",
	group: "keepalive",
	title: "gives up on a broker that has gone mute",
	clause:
		"MQTT 3.1.1, section 3.1.2.10: no PINGRESP within a reasonable time; AWS IoT Device Advisor, MQTT_No_Ack_PingResp",
	stimulus: "drops everything to the device, PINGRESP too, and leaves the connection open",
	rule: `the device closes the connection within ${allowed} keepalives; later is a warning by profile mqtt311, which has no figure`,
	profiles: ["kii", "mqtt311", "aws"],
	async run(bench) {
		const { connection, keepalive } = await bench.session();
		// A PINGREQ that is under way is still answered.
		await bench.wait(moment);
		bench.mark(`mute ${connection} ${keepalive}`);
		if (keepalive === 0) return;
		await bench.fault({ on: "any", direction: "out", action: "drop", connection });
		await bench.until({ kind: "connection", event: "close", connection }, { within: keepalive * watched * 1000 });
	},
	judge(evidence) {
		const [mark] = evidence.marks;
		const [, connection = 0, keepalive] = (mark?.name ?? "").split(" ").map(Number);
		if (mark === undefined || !keepalive) return notApplicable("the keepalive of the device is 0: nothing tells it");
		const pings = evidence.packets("in", "pingreq", mark.seq).filter((entry) => entry.connection === connection);
		const seen = pings.map(({ seq }) => seq);
		const closed = evidence.find({ kind: "connection", event: "close", connection }, mark.seq);
		const least = `with a keepalive of ${keepalive} s`;
		const reason = closed?.kind === "connection" ? (closed.reason ?? "") : "";
		const itself = closed?.kind === "connection" && closed.endedBy !== "broker";
		// One that sends all the time need not ping, and must notice all the same.
		const sends = evidence
			.after(mark.seq)
			.some(
				(entry) =>
					entry.kind === "mqtt" &&
					entry.direction === "in" &&
					entry.connection === connection &&
					entry.time > evidence.endedAt - keepalive * 1000,
			);
		if (!itself && pings.length === 0 && !sends)
			return notApplicable("the device fell silent, so that it waited for nothing: see keepalive-ping");
		if (closed === undefined) return fail(`still there after ${watched} keepalives of silence, ${least}`, ...seen);
		if (!itself) return fail(`it was the broker that gave up, and not the device: ${reason}`, ...seen, closed.seq);
		const after = (closed.time - mark.time) / 1000;
		if (after > keepalive * (allowed + tolerance)) {
			const late = `gave up after ${after} s of silence only, ${least}`;
			if (evidence.profile !== "mqtt311") return fail(late, ...seen, closed.seq);
			return warn(late, [`others ask for ${allowed} keepalives at the most`], ...seen, closed.seq);
		}
		return pass(`gave up after ${after} s of silence, ${least}`, ...seen, closed.seq);
	},
};
