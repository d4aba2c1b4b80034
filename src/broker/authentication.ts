import type { Authenticate, Credentials, Grant } from "./session.ts";

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
	credentials: Credentials,
): Promise<Grant | RefusedConnect> {
	try {
		return await authenticate(credentials);
	} catch (err) {
		const reason = "credentials could not be checked: this is a fault of the emulator, please report it";
		return { kind: "refused", returnCode: 3, reason, err };
	}
}
