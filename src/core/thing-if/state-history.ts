import { append, type BoundedFolder, boundedFolder, clear } from "../bounded-folder.ts";
import type { Core } from "../context.ts";
import { isObject } from "../is-object.ts";
import { orderKey, timePrefix } from "../paging.ts";
import type { Facts } from "./clause.ts";
import type { StateChange } from "./state-changed.ts";

/** What one registration of states left. */
interface HistoryRecord {
	readonly at: number;
	readonly state: Readonly<Record<string, unknown>>;
	/** Whether it is a state without traits. */
	readonly flat: boolean;
	/** The trait aliases whose states were written. */
	readonly written: readonly string[];
}

/** A past state and the name of its record, for paging. */
export interface PastState extends Facts {
	readonly name: string;
}

/** Which states to read: of a trait alias, or those without traits. */
export interface Series {
	readonly thingID: string;
	readonly alias: string | undefined;
}

// Larger pages hold up other requests longer, smaller ones cost more turns.
const pageSize = 500;

function historyOf(core: Core, appID: string, thingID: string): BoundedFolder {
	return boundedFolder(appID, "state-history", [thingID], core.settings.historyLimit);
}

/** Keeps a new state. Of the trait aliases only those that were written get a new one. */
export async function appendToHistory(core: Core, appID: string, thingID: string, change: StateChange): Promise<void> {
	const { before, after, at, form } = change;
	const values = Object.values(after);
	const byAlias = values.length > 0 && values.every(isObject);
	const flat = form === undefined ? !byAlias : form === "flat";
	const written = Object.keys(after).filter((name) => isObject(after[name]) && before?.[name] !== after[name]);
	if (!flat && written.length === 0) return;
	const record: HistoryRecord = { at, state: after, flat, written: form === "flat" ? [] : written };
	await append(core, historyOf(core, appID, thingID), orderKey(core, appID, at), record);
}

/** The states of a series from the oldest on, those between two times (Unix milliseconds) and behind a name only. */
export async function* pastStates(
	core: Core,
	appID: string,
	{ thingID, alias }: Series,
	{ from, to }: { readonly from: number; readonly to: number },
	behind = "",
): AsyncGenerator<PastState> {
	const { folder } = historyOf(core, appID, thingID);
	// Nothing sorts between a time and the keys of that time.
	const first = timePrefix(from);
	let after = `${folder}/${behind > first ? behind : first}`;
	for (;;) {
		const page = await core.store.list<HistoryRecord>(folder, { after, limit: pageSize });
		for (const { key, value } of page) {
			if (value.at > to) return;
			const state = stateOf(value, alias);
			if (state !== undefined) yield { name: key.slice(folder.length + 1), state, at: value.at };
		}
		const last = page.at(-1);
		if (last === undefined || page.length < pageSize) return;
		after = last.key;
	}
}

/** Forgets the states of a thing. */
export async function deleteHistory(core: Core, appID: string, thingID: string): Promise<void> {
	await clear(core, historyOf(core, appID, thingID));
}

function stateOf({ state, flat, written }: HistoryRecord, alias: string | undefined): PastState["state"] | undefined {
	if (alias === undefined) return flat ? state : undefined;
	const fields = written.includes(alias) ? state[alias] : undefined;
	return isObject(fields) ? fields : undefined;
}
