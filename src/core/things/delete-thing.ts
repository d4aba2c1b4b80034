import type { Core } from "../context.ts";
import { forgetOwner } from "../forget-owner.ts";
import { deleteThingRecord } from "../thing.ts";
import { deleteCommandsOf } from "../thing-if/command.ts";
import { forgetPairings } from "../thing-if/end-node.ts";
import { deleteHistory } from "../thing-if/state-history.ts";
import { deleteState } from "../thing-if/stored-state.ts";
import { deleteTriggersOf } from "../thing-if/trigger.ts";

/**
 * Removes a thing and all that belongs to it: its scope, installations, subscriptions, states, commands and triggers.
 * The end nodes of a gateway stay, without one. Its vendorThingID is free for another thing at once.
 * @throws KiiError THING_NOT_FOUND
 */
export async function deleteThing(core: Core, appID: string, thingID: string): Promise<void> {
	// First, so that nobody finds it half deleted.
	const thing = await deleteThingRecord(core, appID, thingID);
	await forgetPairings(core, appID, thing);
	await forgetOwner(core, appID, { type: "thing", id: thingID });
	await deleteTriggersOf(core, appID, thingID);
	await deleteCommandsOf(core, appID, thingID);
	await deleteState(core, appID, thingID);
	await deleteHistory(core, appID, thingID);
}
