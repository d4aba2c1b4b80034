import type { Core } from "../core/context.ts";
import type { Clock, IdentifierKind, Ids } from "../core/ports.ts";
import { createMemoryBlobs } from "../store/memory-blobs.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { createActivity } from "../system/activity.ts";
import { createSequence, type Sequence } from "../system/sequence.ts";

/** What is to be used instead of the present time and new identifiers. */
export interface Given {
	readonly ids?: Readonly<Partial<Record<IdentifierKind, string | undefined>>>;
	/** Unix milliseconds. */
	readonly at?: number | undefined;
}

/** Kii's rules on a store of their own, where the state of an app is made that another emulator is to have. */
export interface ScratchCore {
	readonly core: Core;
	/** Of the records made here: those that come after them in another store must follow it. */
	readonly sequence: Sequence;
	/** Calls core with what is given. One call at a time. */
	as<T>(given: Given, work: () => Promise<T>): Promise<T>;
}

/** Nothing leaves it, and no time passes in it that anything could fall due. */
export function createScratchCore(real: Core): ScratchCore {
	let given: Given = {};
	const clockOf = (appID?: string): Clock => ({
		now: () => given.at ?? real.clockOf(appID).now(),
		setTimeout: () => ({ cancel() {} }),
	});
	const idsOf = (appID?: string): Ids => ({
		bytes: (length) => real.idsOf(appID).bytes(length),
		given: (kind) => given.ids?.[kind],
	});
	const sequence = createSequence();
	const core: Core = {
		...real,
		store: createMemoryStore(),
		blobs: createMemoryBlobs(),
		clockOf,
		idsOf,
		activity: createActivity(),
		log: { debug() {}, info() {}, warn() {}, error() {} },
		push: { push: () => false, pushAll: () => false, disconnect() {} },
		sequence,
	};
	return {
		core,
		sequence,
		async as(next, work) {
			const before = given;
			given = next;
			try {
				return await work();
			} finally {
				given = before;
			}
		},
	};
}
