import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { LimitedCount } from "../limited-count.ts";
import type { StateStore } from "../ports.ts";
import { recordKey } from "../records.ts";

const counts = new WeakMap<StateStore, Map<string, LimitedCount>>();

/**
 * Inserts an object, unless its app has as many as the setting `max-objects` allows.
 * @param insert resolves to false when it has inserted nothing
 * @throws KiiError OBJECT_LIMIT_EXCEEDED
 */
export async function withRoomForObject(core: Core, appID: string, insert: () => Promise<boolean>): Promise<boolean> {
	const { maxObjects } = core.settings;
	const count = () => core.store.count(recordKey(appID, "object"));
	const outcome = await countOf(core, appID).insert(maxObjects, count, insert);
	if ("inserted" in outcome) return outcome.inserted;
	const message = `The app has ${outcome.full} objects, as many as the setting max-objects allows`;
	throw new KiiError("OBJECT_LIMIT_EXCEEDED", message, { appID, maxObjects });
}

function countOf({ store }: Core, appID: string): LimitedCount {
	const ofStore = counts.get(store) ?? new Map<string, LimitedCount>();
	counts.set(store, ofStore);
	const count = ofStore.get(appID) ?? new LimitedCount();
	ofStore.set(appID, count);
	return count;
}
