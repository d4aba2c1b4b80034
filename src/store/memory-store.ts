import type { Entry, Page, StateStore } from "../core/ports.ts";
import { Records } from "./records.ts";

/**
 * A store that lives as long as the process. Values are kept as they are given, not copied, and are frozen with all they
 * contain: whoever changes a value after writing or reading it gets a TypeError.
 */
export function createMemoryStore(): StateStore {
	const records = new Records();
	return {
		// The port promises the type that was written.
		get: async <T>(key: string) => records.get(key) as Entry<T> | undefined,
		list: async <T>(folder: string, page?: Page) => records.page(folder, page) as Entry<T>[],
		count: async (prefix) => records.count(prefix),
		commit: async (writes, conditions = []) => records.commit(writes, conditions),
		replace: async (prefixes, writes) => records.replace(prefixes, writes),
		clear: async (prefix) => records.replace([prefix], []),
		all: (prefixes) => records.below(prefixes),
		onceChanged: (prefixes, changed) => records.watches.add(prefixes, changed),
		close: async () => records.clear(),
	};
}
