import { createTestCore, type TestCore } from "./core.ts";

export interface WatchedCore extends TestCore {
	/** Keys of every record there is. */
	readonly keys: Set<string>;
	/** Keys of all bytes there are. */
	readonly blobKeys: Set<string>;
}

/** A core that shows what its stores hold, which the port of a store does not. */
export async function createWatchedCore(): Promise<WatchedCore> {
	const core = await createTestCore();
	const { store, blobs } = core;
	const keys = new Set<string>();
	const blobKeys = new Set<string>();
	return {
		...core,
		keys,
		blobKeys,
		store: {
			...store,
			async commit(writes, conditions) {
				const done = await store.commit(writes, conditions);
				if (!done) return false;
				for (const { key, value } of writes) {
					if (value === undefined) keys.delete(key);
					else keys.add(key);
				}
				return true;
			},
			async clear(prefix) {
				removeBelow(keys, prefix);
				await store.clear(prefix);
			},
		},
		blobs: {
			...blobs,
			async put(key, bytes) {
				blobKeys.add(key);
				await blobs.put(key, bytes);
			},
			async delete(key) {
				blobKeys.delete(key);
				await blobs.delete(key);
			},
			async clear(prefix) {
				removeBelow(blobKeys, prefix);
				await blobs.clear(prefix);
			},
		},
	};
}

function removeBelow(keys: Set<string>, prefix: string): void {
	for (const key of keys) if (key === prefix || key.startsWith(`${prefix}/`)) keys.delete(key);
}
