import { crc32 } from "node:zlib";
import { type Blob, type BlobStore, StorageError } from "../../core/ports.ts";
import type { Batch, BlobInfo } from "./batch.ts";
import { blobPrefix, type Contents, folderOfBlob } from "./contents.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Table, TableSnapshot } from "./table.ts";

/** Blobs on disk, read where they are asked for; what there is to know of them is in memory. */
export function createEmbeddedBlobs({ blobs }: Contents, commits: GroupCommit): BlobStore {
	const find = (key: string): BlobInfo | undefined => blobs.get(folderOfBlob(key))?.get(key);

	async function change(apply: (batch: Batch) => void): Promise<void> {
		for (let ready = commits.ready(); ready !== undefined; ready = commits.ready()) await ready;
		const batch = commits.batch();
		apply(batch);
		await batch.written;
	}

	function put(batch: Batch, key: string, bytes: Uint8Array): void {
		const info = { size: bytes.length, checksum: crc32(bytes), bytes };
		batch.blobChanged(key, find(key), info);
		blobs.open(folderOfBlob(key)).set(key, { size: info.size, checksum: info.checksum });
	}

	function remove(batch: Batch, key: string): void {
		const name = folderOfBlob(key);
		const before = find(key);
		if (before === undefined) return;
		batch.blobChanged(key, before, undefined);
		blobs.get(name)?.delete(key);
		blobs.dropIfEmpty(name);
	}

	const replace: BlobStore["replace"] = (prefixes, given) =>
		change((batch) => {
			for (const key of keysBelow(prefixes)) remove(batch, key);
			for (const { key, bytes } of given) put(batch, key, bytes);
		});

	function keysBelow(prefixes: readonly string[]): Set<string> {
		const found = new Set<string>();
		for (const prefix of prefixes) {
			if (find(prefix) !== undefined) found.add(prefix);
			for (const folder of blobs.at(prefix)) for (const key of folder.keys()) found.add(key);
		}
		return found;
	}

	return {
		async get(key) {
			const info = find(key);
			if (info === undefined) return undefined;
			const pending = commits.pendingBlob(key);
			if (pending !== undefined) return pending;
			const bytes = await (await commits.table()).bytes(blobPrefix + key).catch((error: Error) => {
				throw new StorageError(`cannot read the body ${key}: ${error.message}`);
			});
			// It may have gone while it was looked up.
			if (bytes === undefined && find(key) === undefined) return undefined;
			return checked(key, bytes, info);
		},
		put: (key, bytes) => change((batch) => put(batch, key, bytes)),
		delete: (key) => change((batch) => remove(batch, key)),
		replace,
		clear: (prefix) => replace([prefix], []),
		keys: (prefixes) => [...keysBelow(prefixes)],
		all(prefixes) {
			const wanted = [...keysBelow(prefixes)].map((key) => ({
				key,
				info: find(key),
				pending: commits.pendingBlob(key),
			}));
			return readAll(commits.tableNow, wanted);
		},
		// The table is the store's, too, which closes it.
		close: async () => {},
	};
}

interface Wanted {
	readonly key: string;
	readonly info: BlobInfo | undefined;
	readonly pending: Uint8Array | undefined;
}

function readAll(table: Table, wanted: readonly Wanted[]): AsyncIterable<Blob> {
	// Taken now, not when the reading begins.
	const snapshot = wanted.length === 0 ? undefined : table.snapshot();
	return (async function* () {
		try {
			for (const { key, info, pending } of wanted) yield { key, bytes: pending ?? (await read(snapshot, key, info)) };
		} finally {
			await snapshot?.close();
		}
	})();
}

async function read(snapshot: TableSnapshot | undefined, key: string, info: BlobInfo | undefined): Promise<Uint8Array> {
	return checked(key, await snapshot?.bytes(blobPrefix + key), info);
}

function checked(key: string, bytes: Uint8Array | undefined, info: BlobInfo | undefined): Uint8Array {
	if (bytes !== undefined && bytes.length === info?.size && crc32(bytes) === info.checksum) return bytes;
	throw new StorageError(`the data folder is damaged: the body ${key} is not what was written`);
}
