import type { Core } from "../context.ts";
import { readOwned } from "../installation-records.ts";
import type { TypedID } from "../typed-id.ts";
import { fanOut } from "./fan-out.ts";
import { type ForeignMessage, handOver, recordForeign } from "./hand-over.ts";
import { type Outgoing, together } from "./outgoing.ts";
import { logUndelivered } from "./undelivered.ts";

type Message = Omit<Outgoing, "reach">;

/**
 * Hands a message to the installations of everybody in a folder of subscribers. Never rejects because of one of them.
 * Resolves when the connections of all of them have it.
 */
export async function deliverToSubscribers(core: Core, folder: string, message: Message): Promise<void> {
	const outgoing = onItsWay(message);
	await fanOut(core, folder, outgoing);
	logUndelivered(core, outgoing);
}

/** Hands a message to the installations of a user or thing in the environments it is for. Never rejects. */
export async function deliverToOwner(core: Core, owner: TypedID, message: Message): Promise<void> {
	const outgoing = onItsWay(message);
	const { appID } = message;
	const foreign: ForeignMessage[] = [];
	try {
		const owned = await readOwned(core, appID, owner);
		handOver(core, appID, owned, together([outgoing]), foreign);
	} catch (err) {
		core.log.error({ err, appID, owner }, "push message not delivered: please report it");
	}
	await recordForeign(core, appID, foreign);
	logUndelivered(core, outgoing);
}

function onItsWay(message: Message): Outgoing {
	return { ...message, reach: { receivers: 0, installations: 0, delivered: 0 } };
}
