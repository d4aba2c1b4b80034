import type { Core } from "../context.ts";
import { disconnectOwner } from "../installation.ts";
import { modify } from "../records.ts";
import { type Thing, thingKey, thingNotFound } from "../thing.ts";

/**
 * A disabled thing cannot log in, nor do anything; what belongs to it stays (REST reference, "Status"). Its MQTT
 * connection ends, and none is opened until it is enabled. @throws KiiError THING_NOT_FOUND
 */
export async function setThingDisabled(core: Core, appID: string, thingID: string, disabled: boolean): Promise<void> {
	const thing = await modify<Thing>(core, thingKey(appID, thingID), (before) =>
		before.disabled === disabled ? before : { ...before, disabled },
	);
	if (thing === undefined) throw thingNotFound(appID, "thingID", thingID);
	if (disabled) await disconnectOwner(core, appID, { type: "thing", id: thingID }, "its thing was disabled");
}
