import type { ConnectionEntry } from "../journal/entry.ts";
import type { Match } from "../journal/match.ts";
import { DeviceMissing } from "./bench.ts";
import { type Case, fail, pass } from "./case.ts";

/** Milliseconds for a CONNECT behind the handshake: clients that check late leave in that time. */
const watched = 5000;

/** Milliseconds in which a device that tries again is back, once the certificate is right. */
const back = 5000;

const kinds = {
	untrusted: {
		title: "a certificate of a CA that it does not trust",
		clause: "RFC 8446, 4.4.2.4; AWS IoT Device Advisor, TLS_Unsecure_Server_Cert",
	},
	expired: {
		title: "a certificate that has expired",
		clause: "RFC 5280, 6.1.3; AWS IoT Device Advisor, TLS_Expired_Server_Cert",
	},
	"wrong-host": {
		title: "a certificate for another name",
		clause: "RFC 9525, 6; AWS IoT Device Advisor, TLS_Incorrect_Subject_Name_Server_Cert",
	},
} as const;

/** The case of a certificate that a device must not accept. */
export function refusesCertificateCase(action: keyof typeof kinds, id: string): Case {
	const { title, clause } = kinds[action];
	return {
		id,
		group: "tls",
		title: `refuses ${title}`,
		clause,
		stimulus: `shows ${title}, and has the device connect anew`,
		rule: "the device ends the connection, or sends nothing on it: no CONNECT with its password leaves it",
		profiles: ["kii", "mqtt311", "aws"],
		transports: ["tls", "wss"],
		needs: ["reconnects"],
		async run(bench) {
			await bench.session();
			const fault = await bench.fault({ on: "tls", action, listener: bench.transport === "wss" ? "wss" : "tls" });
			const after = bench.position();
			bench.mark("shown");
			await bench.restart();
			const listener = bench.transport;
			const came: Match = { kind: "connection", event: ["open", "handshake-failed"], listener };
			if ((await bench.until(came, { after })) === undefined)
				throw new DeviceMissing(`the device did not connect again within ${bench.settings.patience} ms`);
			await bench.wait(watched);
			bench.mark("hidden");
			await fault.remove();
			// It may have given up for good: that is right, too.
			const within = Math.min(bench.settings.patience, back);
			const subscribed = await bench.until({ kind: "mqtt", type: "suback" }, { after: bench.position(), within });
			if (subscribed === undefined) await bench.restart();
		},
		judge(evidence) {
			const { seq } = evidence.mark("shown");
			const until = evidence.mark("hidden").seq;
			const came = evidence
				.after(seq)
				.filter(
					(entry): entry is ConnectionEntry =>
						entry.kind === "connection" && entry.seq <= until && entry.listener === evidence.transport,
				);
			const opened = came.filter(({ event }) => event === "open").map(({ connection }) => connection);
			const [connect] = evidence
				.packets("in", "connect", seq)
				.filter((entry) => entry.seq <= until && opened.includes(entry.connection));
			if (connect !== undefined) return fail(`it accepted ${title}, and sent CONNECT`, connect.seq);
			const failed = came.find(({ event }) => event === "handshake-failed");
			const seen = came.map((entry) => entry.seq);
			if (failed?.alert !== undefined) return pass(`it refused by the alert "${failed.alert}"`, ...seen);
			return pass(
				failed === undefined ? "it left, and sent no CONNECT" : "it left before the handshake was done",
				...seen,
			);
		},
	};
}
