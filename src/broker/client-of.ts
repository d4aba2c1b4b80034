import type { Origin } from "./session.ts";

/** Which client it is, for the log. */
export function clientOf({ listener, remoteAddress }: Origin, clientID: string | undefined): object {
	return clientID === undefined ? { listener, remoteAddress } : { clientID, listener, remoteAddress };
}
