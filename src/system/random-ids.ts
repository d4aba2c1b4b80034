import { createHash, randomFillSync } from "node:crypto";
import type { Ids } from "../core/ports.ts";

// Most requests are of a few bytes; one call into the system serves many of them.
const poolSize = 4096;
/** Each app has such a pool, and most apps of a test need little. */
const seededPoolSize = 256;

/** Unpredictable bytes from the system's cryptographic source. */
export const randomIds: Ids = pooled(poolSize, (pool) => randomFillSync(pool));

/** The same bytes for the same `seed`, on every machine: for tests. Predictable, so never for real secrets. */
export function seededIds(seed: number | string): Ids {
	let block = 0;
	return pooled(seededPoolSize, (pool) => {
		for (let offset = 0; offset < pool.length; offset += 32) {
			pool.set(createHash("sha256").update(`${seed}/${block++}`).digest(), offset);
		}
	});
}

function pooled(size: number, fill: (pool: Uint8Array) => unknown): Ids {
	const pool = new Uint8Array(size);
	let used = size;
	return {
		bytes(length) {
			const bytes = new Uint8Array(length);
			for (let filled = 0; filled < length; ) {
				if (used === size) {
					fill(pool);
					used = 0;
				}
				const taken = pool.subarray(used, used + length - filled);
				bytes.set(taken, filled);
				filled += taken.length;
				used += taken.length;
			}
			return bytes;
		},
	};
}
