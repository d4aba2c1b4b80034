import { type Case, fail, notApplicable, pass, warn } from "../case.ts";
import { comeAnew } from "../come-anew.ts";

const modern = ["TLSv1.2", "TLSv1.3"];

export const tlsConnects: Case = {
	id: "tls-connects",
	group: "tls",
	title: "agrees on TLS at once",
	clause: "Kii guide, MQTT protocol overview: connections with TLS; AWS IoT Device Advisor, TLS_Connect",
	stimulus: "has the device connect anew",
	rule: "no handshake of the device fails; a TLS below 1.2 is a warning",
	profiles: ["kii", "mqtt311", "aws"],
	transports: ["tls", "wss"],
	run: comeAnew,
	judge(evidence) {
		const failed = evidence.find({ kind: "connection", event: "handshake-failed", listener: evidence.transport });
		if (failed?.kind === "connection") return fail(`its TLS handshake failed: ${failed.reason}`, failed.seq);
		const open = evidence.find({ kind: "connection", event: "open", listener: evidence.transport });
		if (open?.kind !== "connection" || open.tls === undefined)
			return notApplicable(`the device did not connect by ${evidence.transport}`);
		const { version, cipher } = open.tls;
		if (modern.includes(version)) return pass(`${version} with ${cipher}`, open.seq);
		return warn(`${version} with ${cipher}`, [`${version} has been given up: RFC 8996`], open.seq);
	},
};
