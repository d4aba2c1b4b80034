import type { Core } from "./context.ts";
import type { CountedKind } from "./record-kinds.ts";
import { inserted, recordKey } from "./records.ts";

/** A folder of an app's records that keeps the last ones by key. */
export interface BoundedFolder {
	readonly folder: string;
	/** Key of the record that counts the entries. */
	readonly countKey: string;
	readonly limit: number;
}

export function boundedFolder(appID: string, kind: CountedKind, ids: readonly string[], limit: number): BoundedFolder {
	return { folder: recordKey(appID, kind, ...ids), countKey: recordKey(appID, `${kind}-count`, ...ids), limit };
}

/** Adds an entry; beyond the limit those with the first keys go. */
export async function append(core: Core, bounded: BoundedFolder, name: string, value: unknown): Promise<void> {
	await appendAll(core, bounded, [{ name, value }]);
}

/** Adds entries in the order of their names. At once: many that are added at the same time would get into each other's way. */
export async function appendAll(
	core: Core,
	{ folder, countKey, limit }: BoundedFolder,
	entries: readonly { readonly name: string; readonly value: unknown }[],
): Promise<void> {
	const added = entries.slice(-limit);
	if (added.length === 0) return;
	for (;;) {
		const count = await core.store.get<number>(countKey);
		const before = count?.value ?? 0;
		const surplus = Math.max(0, before + added.length - limit);
		const dropped = surplus === 0 ? [] : await core.store.list(folder, { limit: surplus });
		const done = await core.store.commit([
			{ key: countKey, value: before + added.length - dropped.length, expect: count?.version ?? 0 },
			...added.map(({ name, value }) => inserted(`${folder}/${name}`, value)),
			...dropped.map(({ key }) => ({ key, value: undefined })),
		]);
		if (done) return;
	}
}

export async function clear(core: Core, { folder, countKey }: BoundedFolder): Promise<void> {
	await core.store.clear(folder);
	await core.store.clear(countKey);
}
