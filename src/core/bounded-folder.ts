import type { Core } from "./context.ts";
import { inserted, recordKey } from "./records.ts";

/** A folder of an app's records that keeps the last ones by key. */
export interface BoundedFolder {
	readonly folder: string;
	/** Key of the record that counts the entries. */
	readonly countKey: string;
	readonly limit: number;
}

export function boundedFolder(appID: string, kind: string, ids: readonly string[], limit: number): BoundedFolder {
	return { folder: recordKey(appID, kind, ...ids), countKey: recordKey(appID, `${kind}-count`, ...ids), limit };
}

/** Adds an entry; beyond the limit those with the first keys go. */
export async function append(core: Core, bounded: BoundedFolder, name: string, value: unknown): Promise<void> {
	const { folder, countKey, limit } = bounded;
	for (;;) {
		const count = await core.store.get<number>(countKey);
		const before = count?.value ?? 0;
		const surplus = Math.max(0, before + 1 - limit);
		const dropped = surplus === 0 ? [] : await core.store.list(folder, { limit: surplus });
		const done = await core.store.commit([
			{ key: countKey, value: before + 1 - dropped.length, expect: count?.version ?? 0 },
			inserted(`${folder}/${name}`, value),
			...dropped.map(({ key }) => ({ key, value: undefined })),
		]);
		if (done) return;
	}
}

export async function clear(core: Core, { folder, countKey }: BoundedFolder): Promise<void> {
	await core.store.clear(folder);
	await core.store.clear(countKey);
}
