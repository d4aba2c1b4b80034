import type { Blob, BlobStore } from "../core/ports.ts";
import { FolderTree, folderOf } from "./folder-tree.ts";

/** Blobs that live as long as the process. Bytes are kept as they are given, not copied. */
export function createMemoryBlobs(): BlobStore {
	const folders = new FolderTree(() => new Map<string, Uint8Array>());

	const remove = (key: string): void => {
		const name = folderOf(key);
		if (folders.get(name)?.delete(key)) folders.dropIfEmpty(name);
	};
	const put = (key: string, bytes: Uint8Array): void => void folders.open(folderOf(key)).set(key, bytes);

	const replace = (prefixes: readonly string[], blobs: readonly Blob[]): void => {
		for (const prefix of prefixes) {
			remove(prefix);
			folders.drop(prefix);
		}
		for (const { key, bytes } of blobs) put(key, bytes);
	};

	const below = (prefixes: readonly string[]): Blob[] => {
		const found = new Map<string, Uint8Array>();
		for (const prefix of prefixes) {
			const bytes = folders.get(folderOf(prefix))?.get(prefix);
			if (bytes !== undefined) found.set(prefix, bytes);
			for (const folder of folders.at(prefix)) for (const [key, blob] of folder) found.set(key, blob);
		}
		return Array.from(found, ([key, bytes]) => ({ key, bytes }));
	};

	return {
		get: async (key) => folders.get(folderOf(key))?.get(key),
		put: async (key, bytes) => put(key, bytes),
		delete: async (key) => remove(key),
		replace: async (prefixes, blobs) => replace(prefixes, blobs),
		clear: async (prefix) => replace([prefix], []),
		keys: (prefixes) => below(prefixes).map(({ key }) => key),
		all(prefixes) {
			const found = below(prefixes);
			return (async function* () {
				yield* found;
			})();
		},
		close: async () => folders.drop(""),
	};
}
