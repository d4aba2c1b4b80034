import { DeviceMissing } from "../bench.ts";
import { type Case, fail, pass } from "../case.ts";

const textFrame = { kind: "connection", event: "frame", frame: { direction: "in", type: "text" } } as const;
/** Milliseconds for what a device sends once it has subscribed. */
const later = 2000;

export const websocketBinary: Case = {
	id: "websocket-binary",
	group: "websocket",
	title: "sends MQTT in binary frames only",
	clause: "[MQTT-6.0.0-1]",
	stimulus: "has the device connect anew; a text frame ends its connection with close code 1003",
	rule: "no text frame comes",
	profiles: ["kii", "mqtt311"],
	transports: ["ws", "wss"],
	async run(bench) {
		const after = bench.position();
		await bench.restart();
		try {
			await bench.sessionAfter(after);
		} catch (error) {
			// It may never be let in for just that.
			if (!(error instanceof DeviceMissing)) throw error;
			if ((await bench.until(textFrame, { after, within: 1 })) === undefined) throw error;
		}
		await bench.wait(later);
	},
	judge(evidence) {
		const texts = evidence.all(textFrame);
		if (texts.length > 0) return fail("it sent MQTT in a text frame", ...texts.map(({ seq }) => seq));
		return pass("it sent binary frames only", ...evidence.packets("in", "connect").map(({ seq }) => seq));
	},
};
