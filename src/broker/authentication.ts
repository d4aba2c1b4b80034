import type { Log } from "../core/ports.ts";
import type { ConnectPacket, UnacceptableConnect } from "./packets/connect.ts";
import { serverUnavailable } from "./packets/encode.ts";
import type { Authenticate, Grant } from "./session.ts";
import type { Wire } from "./wire.ts";

/** Why a CONNECT gets another return code than 0 (MQTT 3.1.1, table 3.1). */
export interface RefusedConnect {
	readonly kind: "refused";
	readonly returnCode: 3 | 4 | 5;
	readonly reason: string;
	/** What `authenticate` threw. */
	readonly err?: unknown;
}

/** Asks who the client is. A failure to tell is "server unavailable": the client may try again. */
export async function decideOnConnect(
	authenticate: Authenticate,
	{ clientID, username, password }: ConnectPacket,
): Promise<Grant | RefusedConnect> {
	try {
		return await authenticate({ clientID, username, password: password?.toString() });
	} catch (err) {
		const reason = "credentials could not be checked: this is a fault of the emulator, please report it";
		return { kind: "refused", returnCode: serverUnavailable, reason, err };
	}
}

/** Where a refused CONNECT is told of. */
export interface RefusalReport {
	readonly log: Log;
	/** Which client it is. */
	readonly client: object;
	readonly wire: Wire;
}

export function reportRefusal(
	refusal: RefusedConnect | UnacceptableConnect,
	{ log, client, wire }: RefusalReport,
): void {
	const { returnCode, reason } = refusal;
	if ("clause" in refusal) {
		const { clause } = refusal;
		log.warn({ ...client, violation: true, clause, returnCode }, `CONNECT refused: ${reason}`);
		wire.violated(clause, reason);
		return;
	}
	const { err } = refusal;
	log.warn({ ...client, returnCode, ...(err === undefined ? {} : { err }) }, `CONNECT refused: ${reason}`);
	// That says that the broker has a fault, not the client.
	if (returnCode !== serverUnavailable)
		wire.violated("MQTT 3.1.1, table 3.1", `CONNECT refused with ${returnCode}: ${reason}`);
}
