import type { Entry, Page, StateStore } from "../core/ports.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { MemoryFolder } from "./memory-folder.ts";

/**
 * A store that lives as long as the process. Values are kept as they are given, not copied, and are frozen with all they
 * contain: whoever changes a value after writing or reading it gets a TypeError.
 */
export function createMemoryStore(): StateStore {
	const folders = new Map<string, MemoryFolder>();

	const find = (key: string): Entry | undefined => folders.get(folderOf(key))?.get(key);

	const remove = (key: string): void => {
		const name = folderOf(key);
		const folder = folders.get(name);
		folder?.delete(key);
		if (folder?.size === 0) folders.delete(name);
	};

	const put = (key: string, value: unknown): void => {
		const name = folderOf(key);
		let folder = folders.get(name);
		if (folder === undefined) {
			folder = new MemoryFolder();
			folders.set(name, folder);
		}
		folder.set(key, Object.freeze({ key, value, version: (folder.get(key)?.version ?? 0) + 1 }));
	};

	return {
		// The port promises the type that was written.
		get: async <T>(key: string) => find(key) as Entry<T> | undefined,
		list: async <T>(folder: string, { after, limit = Number.POSITIVE_INFINITY }: Page = {}) =>
			(folders.get(folder)?.page(after, limit) ?? []) as Entry<T>[],
		async commit(writes, conditions = []) {
			// Nothing is awaited between the check and the last write, which makes it atomic.
			const isCurrent = (key: string, version: number): boolean => (find(key)?.version ?? 0) === version;
			if (!writes.every(({ key, expect }) => expect === undefined || isCurrent(key, expect))) return false;
			if (!conditions.every(({ key, version }) => isCurrent(key, version))) return false;
			for (const { value } of writes) deepFreeze(value);
			for (const { key, value } of writes) {
				if (value === undefined) remove(key);
				else put(key, value);
			}
			return true;
		},
		async clear(prefix) {
			remove(prefix);
			for (const name of folders.keys()) {
				if (prefix === "" || name === prefix || name.startsWith(`${prefix}/`)) folders.delete(name);
			}
		},
		async close() {
			folders.clear();
		},
	};
}

function folderOf(key: string): string {
	return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}
