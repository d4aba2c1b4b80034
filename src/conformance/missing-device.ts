import type { Entry } from "../journal/entry.ts";
import type { Case } from "./case.ts";
import { entryText } from "./report/entry-text.ts";
import type { CaseResult } from "./result.ts";

/** Entries that are told of a device that got nowhere. */
const last = 3;

/** Why no case could be judged, with the last that was seen of whoever tried. */
export function missingReason(why: string, entries: readonly Entry[]): string {
	const seen = entries.slice(-last).map(entryText);
	const what = seen.length === 0 ? "nothing connected" : `the last that was seen: ${seen.join("; ")}`;
	return `${why}; ${what}${hasRefused(entries) ? `; ${trust}` : ""}`;
}

const trust =
	"a TLS client must trust the CA in $KII_CA_FILE (Node.js: NODE_EXTRA_CA_CERTS=$KII_CA_FILE) and connect to the name in $KII_MQTT_URL";

/** Whether somebody came by TLS and left before he had sent CONNECT: many clients look at the certificate after the handshake only. */
function hasRefused(entries: readonly Entry[]): boolean {
	const came = entries.some(
		({ kind, listener }) => kind === "connection" && (listener === "tls" || listener === "wss"),
	);
	return came && !entries.some((entry) => entry.kind === "mqtt" && entry.type === "connect");
}

/** Results of cases to which it never came; what was seen is with the first. */
export function unjudged(
	cases: readonly Case[],
	reason: string,
	entries: readonly Entry[],
	startedAt: number,
): CaseResult[] {
	return cases.map(({ id, group, title, clause, stimulus, rule }, index) => ({
		case: { id, group, title, clause, stimulus, rule },
		judgement: { verdict: "could not judge", reason },
		entries: index === 0 ? entries : [],
		startedAt,
		durationMs: 0,
	}));
}
