import { setImmediate as turn } from "node:timers/promises";
import type { Core } from "../../src/core/context.ts";
import type { ObjectAddress } from "../../src/core/data/body/body-bytes.ts";
import { ensureBucket } from "../../src/core/data/bucket.ts";
import { type KiiObject, objectKey } from "../../src/core/data/object-record.ts";
import type { BlobStore } from "../../src/core/ports.ts";
import type { Caller } from "../../src/core/principal.ts";
import { inserted, write } from "../../src/core/records.ts";
import { createMemoryBlobs } from "../../src/store/memory-blobs.ts";
import { createTestCore, type TestCore } from "./core.ts";

/** An object that `caller` has made, in a bucket that is made for it. */
export async function newObject(
	core: Core,
	caller: Caller,
	address: Pick<ObjectAddress, "scope"> & Partial<ObjectAddress>,
): Promise<ObjectAddress> {
	const { scope, bucketID = "bucket", objectID = "object" } = address;
	const { creator } = await ensureBucket(core, caller, { scope, bucketID });
	const now = core.clockOf(caller.appID).now();
	const object: KiiObject = {
		objectID,
		dataType: "application/json",
		version: 1,
		creator,
		createdAt: now,
		modifiedAt: now,
		fields: { a: 1 },
	};
	await write(core, inserted(objectKey(caller.appID, { scope, bucketID }, objectID), object));
	return { scope, bucketID, objectID };
}

export interface CoreWithSlowBlobs extends TestCore {
	/** Every blob that is kept. */
	readonly kept: Map<string, Uint8Array>;
}

/** A core whose blob store lets everybody else go first, so that what runs at the same time meets. */
export async function createCoreWithSlowBlobs(): Promise<CoreWithSlowBlobs> {
	const kept = new Map<string, Uint8Array>();
	const blobs: BlobStore = {
		...createMemoryBlobs(),
		async get(key) {
			await turn();
			return kept.get(key);
		},
		async put(key, bytes) {
			await turn();
			kept.set(key, bytes);
		},
		async delete(key) {
			await turn();
			kept.delete(key);
		},
		async clear(prefix) {
			await turn();
			for (const key of kept.keys()) if (key.startsWith(`${prefix}/`)) kept.delete(key);
		},
	};
	return { ...(await createTestCore()), blobs, kept };
}

export function bytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

export function text(of: Uint8Array): string {
	return new TextDecoder().decode(of);
}
