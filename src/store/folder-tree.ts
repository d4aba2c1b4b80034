/** Folders by name (`app/a/thing`), and which lie in which: to find or drop those below one costs what lies below it. */
export class FolderTree<Folder extends { readonly size: number }> {
	readonly #folders = new Map<string, Folder>();
	/** Names of the folders directly in one: those with something in them or below them. */
	readonly #inner = new Map<string, Set<string>>();
	readonly #make: () => Folder;

	constructor(make: () => Folder) {
		this.#make = make;
	}

	get(name: string): Folder | undefined {
		return this.#folders.get(name);
	}

	/** The folder of that name, made if there is none. */
	open(name: string): Folder {
		const found = this.#folders.get(name);
		if (found !== undefined) return found;
		const made = this.#make();
		this.#folders.set(name, made);
		this.#link(name);
		return made;
	}

	/** To be called when something was taken out of a folder. */
	dropIfEmpty(name: string): void {
		if (this.#folders.get(name)?.size !== 0) return;
		this.#folders.delete(name);
		this.#unlink(name);
	}

	/** The folder and all folders below it. */
	*at(name: string): Generator<Folder> {
		for (const each of this.#namesAt(name)) {
			const folder = this.#folders.get(each);
			if (folder !== undefined) yield folder;
		}
	}

	/** Drops the folder and all folders below it. */
	drop(name: string): void {
		if (name === "") {
			this.#folders.clear();
			this.#inner.clear();
			return;
		}
		for (const each of [...this.#namesAt(name)]) {
			this.#folders.delete(each);
			this.#inner.delete(each);
		}
		this.#unlink(name);
	}

	*#namesAt(name: string): Generator<string> {
		// No recursion: a client may choose how deep its keys go.
		const open = [name];
		for (let next = open.pop(); next !== undefined; next = open.pop()) {
			yield next;
			for (const inner of this.#inner.get(next) ?? []) open.push(inner);
		}
	}

	#link(name: string): void {
		for (let inner = name; inner !== ""; ) {
			const outer = folderOf(inner);
			const siblings = this.#inner.get(outer);
			if (siblings !== undefined) return void siblings.add(inner);
			this.#inner.set(outer, new Set([inner]));
			inner = outer;
		}
	}

	#unlink(name: string): void {
		for (let inner = name; inner !== "" && !this.#folders.has(inner) && !this.#inner.has(inner); ) {
			const outer = folderOf(inner);
			const siblings = this.#inner.get(outer);
			siblings?.delete(inner);
			if (siblings?.size === 0) this.#inner.delete(outer);
			inner = outer;
		}
	}
}

/** The folder a key or another folder lies in: all before the last slash. */
export function folderOf(key: string): string {
	return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}
