import { attempts, connackOf } from "../attempts.ts";
import { unlessMissing } from "../bench.ts";
import { type Case, fail, notApplicable, pass } from "../case.ts";
import { steadySession } from "../steady-session.ts";

/** Milliseconds for which CONNACK is kept back. */
const late = 2000;

export const connectingWaitsForConnack: Case = {
	id: "connecting-waits-for-connack",
	group: "connecting",
	title: "reads CONNACK before it sends anything else",
	clause: "MQTT 3.1.1, section 3.1.4: what is sent before CONNACK is lost when the server refuses",
	stimulus: `closes the connection, and keeps the next CONNACK back for ${late / 1000} seconds`,
	rule: "nothing comes from the device between its CONNECT and the CONNACK",
	profiles: ["kii", "aws"],
	needs: ["reconnects"],
	async run(bench) {
		const { mqttTopic } = await steadySession(bench);
		const began = bench.position();
		await bench.fault({
			on: "connack",
			direction: "out",
			action: "delay",
			delayMs: late,
			inOrder: true,
			clock: "emulator",
			client: mqttTopic,
			times: 1,
		});
		bench.mark("closing");
		bench.disconnect();
		// Whether it comes, and subscribes, is for other cases.
		await bench.sessionAfter(began).catch(unlessMissing);
	},
	judge(evidence) {
		const answered = attempts(evidence, evidence.mark("closing").seq).flatMap((connect) => {
			const connack = connackOf(evidence, connect);
			return connack === undefined ? [] : [{ connect, connack }];
		});
		const [first] = answered;
		if (first === undefined) return notApplicable("the device did not connect again: there was no CONNACK to wait for");
		for (const { connect, connack } of answered) {
			const { connection = 0, seq } = connect;
			const early = evidence.find({ kind: "mqtt", direction: "in", connection, seq: { lt: connack.seq } }, seq);
			if (early?.kind === "mqtt")
				return fail(`${early.type.toUpperCase()} came before CONNACK`, connect.seq, early.seq, connack.seq);
		}
		return pass("nothing came before CONNACK", first.connect.seq, first.connack.seq);
	},
};
