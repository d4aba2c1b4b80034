import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryBlobs } from "../../src/store/memory-blobs.ts";
import { blobStoreContract } from "./blob-store-contract.ts";

blobStoreContract("memory blobs", async () => createMemoryBlobs());

test("bytes are not copied, and a closed store has let go of them", async () => {
	const blobs = createMemoryBlobs();
	const bytes = Uint8Array.of(1, 2, 3);
	await blobs.put("app/a", bytes);
	assert.equal(await blobs.get("app/a"), bytes);
	await blobs.close();
	assert.equal(await blobs.get("app/a"), undefined);
});
