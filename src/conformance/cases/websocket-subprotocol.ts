import { type Case, fail, notApplicable, pass } from "../case.ts";
import { comeAnew } from "../come-anew.ts";

export const websocketSubprotocol: Case = {
	id: "websocket-subprotocol",
	group: "websocket",
	title: "offers the subprotocol mqtt",
	clause: "[MQTT-6.0.0-3]",
	stimulus: "has the device connect anew; a connection without a subprotocol is taken, too",
	rule: "mqtt is among the subprotocols that each connection offers",
	profiles: ["kii", "mqtt311"],
	transports: ["ws", "wss"],
	run: comeAnew,
	judge(evidence) {
		const refused = evidence.find({ kind: "connection", event: "upgrade-refused", listener: evidence.transport });
		if (refused?.kind === "connection") {
			const { reason, status, subprotocols = [] } = refused;
			return fail(`it was refused with ${status}: ${reason}; it offered ${namesOf(subprotocols)}`, refused.seq);
		}
		const opens = evidence.all({ kind: "connection", event: "open", listener: evidence.transport });
		const [first] = opens;
		if (first === undefined) return notApplicable(`the device did not connect by ${evidence.transport}`);
		for (const open of opens) {
			const offered = (open.kind === "connection" && open.subprotocols) || [];
			if (!offered.includes("mqtt")) return fail(`it offered ${namesOf(offered)}`, open.seq);
		}
		return pass("it offered mqtt", first.seq);
	},
};

const namesOf = (subprotocols: readonly string[]) => subprotocols.join(", ") || "no subprotocol";
