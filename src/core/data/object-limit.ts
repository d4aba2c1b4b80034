import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import type { StateStore } from "../ports.ts";
import { recordKey } from "../records.ts";

/** The objects of one app, as far as they are known here. */
interface ObjectCount {
	/** Never too low: what has been deleted is found out by counting again, once the limit seems to be reached. */
	known: number;
	/** Being inserted. */
	pending: number;
}

const counts = new WeakMap<StateStore, Map<string, ObjectCount>>();

/**
 * Inserts an object, unless its app has as many as the setting `max-objects` allows.
 * @param insert resolves to false when it has inserted nothing
 * @throws KiiError OBJECT_LIMIT_EXCEEDED
 */
export async function withRoomForObject(core: Core, appID: string, insert: () => Promise<boolean>): Promise<boolean> {
	const count = countOf(core, appID);
	const { maxObjects } = core.settings;
	if (count.known + count.pending >= maxObjects) {
		count.known = await core.store.count(recordKey(appID, "object"));
		if (count.known + count.pending >= maxObjects) {
			const message = `The app has ${count.known} objects, as many as the setting max-objects allows`;
			throw new KiiError("OBJECT_LIMIT_EXCEEDED", message, { appID, maxObjects });
		}
	}
	count.pending++;
	try {
		const done = await insert();
		if (done) count.known++;
		return done;
	} finally {
		count.pending--;
	}
}

function countOf({ store }: Core, appID: string): ObjectCount {
	const ofStore = counts.get(store) ?? new Map<string, ObjectCount>();
	counts.set(store, ofStore);
	// The store may have had objects before this process did.
	const count = ofStore.get(appID) ?? { known: Number.POSITIVE_INFINITY, pending: 0 };
	ofStore.set(appID, count);
	return count;
}
