import type { Core } from "./context.ts";
import type { Write } from "./ports.ts";
import type { RecordKind } from "./record-kinds.ts";

/** What keys of an app go on with: a kind of record, or the bytes of bodies, which lie among the blobs. */
export type KeyKind = RecordKind | "object-body";

/** Store key of a record of an app: `app/{appID}/{kind}/{id}…`. */
export function recordKey(appID: string, kind: KeyKind, ...ids: readonly string[]): string {
	let key = `${appFolder(appID)}/${encodePart(kind)}`;
	for (const id of ids) key += `/${encodePart(id)}`;
	return key;
}

/** Everything of an app lies below this, in the store and among the blobs, but for the indexes that lead to an app. */
export function appFolder(appID: string): string {
	return `app/${encodePart(appID)}`;
}

// Most parts need no encoding, and to find that out is quicker than to encode them.
function encodePart(part: string): string {
	return /^[\w.-]*$/.test(part) ? part : encodeURIComponent(part);
}

export async function read<T>(core: Core, key: string): Promise<T | undefined> {
	return (await core.store.get<T>(key))?.value;
}

/** A write that fails when the key is taken. */
export function inserted(key: string, value: unknown): Write {
	return { key, value, expect: 0 };
}

export async function write(core: Core, ...writes: readonly Write[]): Promise<void> {
	await core.store.commit(writes);
}

/**
 * Read, change, compare and set, again until nobody else wrote in between.
 * @returns the value now stored, or undefined when there is no such record.
 */
export async function modify<T>(core: Core, key: string, change: (value: T) => T): Promise<T | undefined> {
	for (;;) {
		const entry = await core.store.get<T>(key);
		if (entry === undefined) return undefined;
		const value = change(entry.value);
		if (value === entry.value) return value;
		if (await core.store.commit([{ key, value, expect: entry.version }])) return value;
	}
}
