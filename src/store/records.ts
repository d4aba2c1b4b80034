import type { Condition, Entry, Page, Write } from "../core/ports.ts";
import { ChangeWatches } from "./change-watches.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { FolderTree, folderOf } from "./folder-tree.ts";
import { MemoryFolder } from "./memory-folder.ts";

/** Is told of a record that changed: how it was and how it is, undefined where there is none. */
export type OnChange = (key: string, before: Entry | undefined, after: Entry | undefined) => void;

/** The records of a store in memory. Every method is done when it returns, which makes it atomic. */
export class Records {
	readonly #folders = new FolderTree(() => new MemoryFolder());
	readonly watches = new ChangeWatches();

	get(key: string): Entry | undefined {
		return this.#folders.get(folderOf(key))?.get(key);
	}

	page(folder: string, { after, limit = Number.POSITIVE_INFINITY }: Page = {}): Entry[] {
		return this.#folders.get(folder)?.page(after, limit) ?? [];
	}

	/** Every entry whose key is one of the prefixes or lies below it, in the order of folders. */
	below(prefixes: readonly string[]): Entry[] {
		const found: Entry[] = [];
		for (const prefix of withoutInner(prefixes)) {
			const record = prefix === "" ? undefined : this.get(prefix);
			if (record !== undefined) found.push(record);
			for (const folder of this.#folders.at(prefix)) for (const entry of folder.entries()) found.push(entry);
		}
		return found;
	}

	/** How many keys lie below the prefix. */
	count(prefix: string): number {
		let keys = 0;
		for (const folder of this.#folders.at(prefix)) keys += folder.size;
		return keys;
	}

	/** @returns false, and writes nothing, when an expected version or a condition is not current */
	commit(writes: readonly Write[], conditions: readonly Condition[], onChange?: OnChange): boolean {
		const isCurrent = (key: string, version: number): boolean => (this.get(key)?.version ?? 0) === version;
		if (!writes.every(({ key, expect }) => expect === undefined || isCurrent(key, expect))) return false;
		if (!conditions.every(({ key, version }) => isCurrent(key, version))) return false;
		for (const { value } of writes) deepFreeze(value);
		for (const { key, value } of writes) {
			const before = this.get(key);
			this.#write(key, value, before?.version ?? 0);
			onChange?.(key, before, this.get(key));
		}
		return true;
	}

	/** Removes all that is at or below the prefixes, then writes. Versions of what was there before go on. */
	replace(prefixes: readonly string[], writes: readonly Write[], onChange?: OnChange): void {
		for (const { value } of writes) deepFreeze(value);
		const versions = writes.map(({ key }) => this.get(key)?.version ?? 0);
		if (onChange !== undefined) for (const entry of this.below(prefixes)) onChange(entry.key, entry, undefined);
		for (const prefix of prefixes) {
			if (prefix !== "") this.#write(prefix, undefined, 0);
			this.#folders.drop(prefix);
			this.watches.dropped(prefix);
		}
		for (const [n, { key, value }] of writes.entries()) {
			const before = this.get(key);
			this.#write(key, value, versions[n] ?? 0);
			onChange?.(key, before, this.get(key));
		}
	}

	/** Puts an entry in as it is. */
	restore(key: string, entry: Entry | undefined): void {
		if (entry === undefined) this.#write(key, undefined, 0);
		else {
			this.#folders.open(folderOf(key)).set(key, entry);
			this.watches.changed(key);
		}
	}

	clear(): void {
		this.#folders.drop("");
	}

	#write(key: string, value: unknown, version: number): void {
		const name = folderOf(key);
		if (value !== undefined) this.#folders.open(name).set(key, Object.freeze({ key, value, version: version + 1 }));
		else {
			this.#folders.get(name)?.delete(key);
			this.#folders.dropIfEmpty(name);
		}
		this.watches.changed(key);
	}
}

function withoutInner(prefixes: readonly string[]): string[] {
	const isIn = (inner: string, outer: string) => inner !== outer && (outer === "" || inner.startsWith(`${outer}/`));
	return [...new Set(prefixes)].filter((prefix) => !prefixes.some((other) => isIn(prefix, other)));
}
