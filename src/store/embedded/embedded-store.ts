import type { Entry, Page, StateStore } from "../../core/ports.ts";
import type { Batch } from "./batch.ts";
import type { Contents } from "./contents.ts";
import type { GroupCommit } from "./group-commit.ts";

/** Records in memory, as the memory store has them; a change resolves when it is durable. */
export function createEmbeddedStore({ records }: Contents, commits: GroupCommit): Omit<StateStore, "close"> {
	async function change(apply: (batch: Batch) => boolean): Promise<boolean> {
		// Again: it may have failed once more while others waited, too.
		for (let ready = commits.ready(); ready !== undefined; ready = commits.ready()) await ready;
		const batch = commits.batch();
		if (!apply(batch)) return false;
		await batch.written;
		return true;
	}

	const replace: StateStore["replace"] = async (prefixes, writes) => {
		await change((batch) => {
			records.replace(prefixes, writes, batch.recordChanged);
			return true;
		});
	};

	return {
		// The port promises the type that was written.
		get: async <T>(key: string) => records.get(key) as Entry<T> | undefined,
		list: async <T>(folder: string, page?: Page) => records.page(folder, page) as Entry<T>[],
		count: async (prefix) => records.count(prefix),
		async commit(writes, conditions = []) {
			return change((batch) => records.commit(writes, conditions, batch.recordChanged));
		},
		replace,
		clear: (prefix) => replace([prefix], []),
		all: (prefixes) => records.below(prefixes),
		onceChanged: (prefixes, changed) => records.watches.add(prefixes, changed),
	};
}
