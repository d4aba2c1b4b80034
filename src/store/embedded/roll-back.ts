import type { Batch, BlobInfo } from "./batch.ts";
import { type Contents, folderOfBlob } from "./contents.ts";

/**
 * Makes the contents what they were before a batch, and puts down in `repair` what the table must be told for that. A
 * record that comes back has a version that nobody has read: who read what is rolled back cannot build on it.
 */
export function rollBack({ records, blobs }: Contents, batch: Batch, repair: Batch): void {
	for (const [key, { before, after }] of batch.records) {
		const now = records.get(key);
		const version = Math.max(before?.version ?? 0, after?.version ?? 0, now?.version ?? 0) + 1;
		records.restore(key, before && Object.freeze({ ...before, version }));
		repair.recordChanged(key, now, records.get(key));
	}
	for (const [key, { before, after }] of batch.blobs) {
		putInfo(blobs, key, before);
		// What was there before still is: a batch is written as a whole or not at all.
		if (before === undefined && after !== undefined) repair.blobChanged(key, after, undefined);
	}
}

function putInfo(blobs: Contents["blobs"], key: string, info: BlobInfo | undefined): void {
	const name = folderOfBlob(key);
	if (info !== undefined) blobs.open(name).set(key, info);
	else if (blobs.get(name)?.delete(key)) blobs.dropIfEmpty(name);
}
