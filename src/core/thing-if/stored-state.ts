import type { Core } from "../context.ts";
import { otherRequests } from "../other-requests.ts";
import { read, recordKey, write } from "../records.ts";
import type { Thing } from "../thing.ts";
import type { State } from "./state-body.ts";
import { type StateChange, stateChanged } from "./state-changed.ts";
import { appendToHistory } from "./state-history.ts";

/** A change to store; `past` for one older than the thing's state, which is for the history only. */
export interface StoredChange extends StateChange {
	readonly past?: true;
}

// Changes of an upload handled in one turn of the event loop.
const atATime = 50;

export interface StateRecord {
	readonly state: State;
	/** When it became true, Unix milliseconds. */
	readonly modifiedAt: number;
}

function stateKey(appID: string, thingID: string): string {
	return recordKey(appID, "state", thingID);
}

/** The state of a thing and its time, if it has one. */
export async function readState(core: Core, appID: string, thing: Thing): Promise<StateRecord | undefined> {
	return read<StateRecord>(core, stateKey(appID, thing.thingID));
}

/**
 * Stores what `change` makes of the current state, again until nobody else wrote in between, and then tells of each
 * change in the order given.
 * @param change the changes in the order of their times; may throw
 * @returns whether it is the thing's first state
 */
export async function storeState(
	core: Core,
	appID: string,
	thing: Thing,
	change: (current: StateRecord | undefined) => readonly StoredChange[],
): Promise<{ created: boolean }> {
	const key = stateKey(appID, thing.thingID);
	for (;;) {
		const entry = await core.store.get<StateRecord>(key);
		const changes = change(entry?.value);
		const last = changes.findLast(({ past }) => past !== true);
		if (last !== undefined) {
			const value: StateRecord = { state: last.after, modifiedAt: last.at };
			if (!(await core.store.commit([{ key, value, expect: entry?.version ?? 0 }]))) continue;
		}
		for (const [index, { past, ...each }] of changes.entries()) {
			if (index % atATime === atATime - 1) await otherRequests();
			if (past) await appendToHistory(core, appID, thing.thingID, each);
			else await stateChanged(core, appID, thing, each);
		}
		return { created: entry === undefined };
	}
}

/** Forgets the state of a thing that is deleted. */
export async function deleteState(core: Core, appID: string, thingID: string): Promise<void> {
	await write(core, { key: stateKey(appID, thingID), value: undefined });
}
