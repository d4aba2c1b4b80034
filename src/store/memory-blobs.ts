import type { BlobStore } from "../core/ports.ts";

/** Blobs that live as long as the process. Bytes are kept as they are given, not copied. */
export function createMemoryBlobs(): BlobStore {
	const blobs = new Map<string, Uint8Array>();
	return {
		get: async (key) => blobs.get(key),
		async put(key, bytes) {
			blobs.set(key, bytes);
		},
		async delete(key) {
			blobs.delete(key);
		},
		async clear(prefix) {
			for (const key of blobs.keys()) {
				if (prefix === "" || key === prefix || key.startsWith(`${prefix}/`)) blobs.delete(key);
			}
		},
		async close() {
			blobs.clear();
		},
	};
}
