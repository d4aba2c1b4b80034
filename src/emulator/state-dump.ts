import type { Core } from "../core/context.ts";
import type { Blob, Entry } from "../core/ports.ts";

/** All records and bodies of some part of the state. */
export interface StateDump {
	readonly records: readonly Pick<Entry, "key" | "value">[];
	readonly blobs: readonly Blob[];
}

/** @param prefixes of keys; everything without them */
export async function dumpOf({ store, blobs }: Core, prefixes: readonly string[] = [""]): Promise<StateDump> {
	const records = store.all(prefixes).map(({ key, value }) => ({ key, value }));
	const bodies: Blob[] = [];
	for await (const blob of blobs.all(prefixes)) bodies.push(blob);
	return { records, blobs: bodies };
}
