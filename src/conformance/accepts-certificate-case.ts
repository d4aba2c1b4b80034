import { type Case, fail, pass } from "./case.ts";
import { comeBack } from "./come-anew.ts";

const kinds = {
	large: {
		title: "connects when the certificate is a third larger",
		clause: "AWS IoT Device Advisor, TLS_Large_Size_Server_Cert",
		rule: "the handshake comes to its end, and CONNECT comes",
	},
	huge: {
		title: "connects when the certificate is larger than a TLS record",
		clause: "RFC 8446, 5.1: a handshake message may be fragmented over several records",
		rule: "the handshake comes to its end, and CONNECT comes",
	},
} as const;

/** The case of a certificate that is right, and large. */
export function acceptsCertificateCase(action: keyof typeof kinds, id: string): Case {
	const { title, clause, rule } = kinds[action];
	return {
		id,
		group: "tls",
		title,
		clause,
		stimulus: "shows such a certificate, and has the device connect anew",
		rule,
		profiles: ["kii", "mqtt311", "aws"],
		transports: ["tls", "wss"],
		needs: ["reconnects"],
		async run(bench) {
			await bench.session();
			const fault = await bench.fault({ on: "tls", action, listener: bench.transport === "wss" ? "wss" : "tls" });
			bench.mark("shown");
			await bench.restart();
			const isBack = await comeBack(bench);
			bench.mark("hidden");
			await fault.remove();
			if (!isBack) await bench.restart();
		},
		judge(evidence) {
			const { seq } = evidence.mark("shown");
			const until = evidence.mark("hidden").seq;
			const [connect] = evidence.packets("in", "connect", seq).filter((entry) => entry.seq <= until);
			if (connect !== undefined) return pass("it connected", connect.seq);
			const failed = evidence
				.all({ kind: "connection", listener: evidence.transport }, seq)
				.filter((entry) => entry.seq <= until);
			const [first] = failed.filter((entry) => entry.kind === "connection" && entry.event !== "close");
			const why = first?.kind === "connection" && first.reason !== undefined ? `: ${first.reason}` : "";
			return fail(`it did not connect${why}`, ...failed.map((entry) => entry.seq));
		},
	};
}
