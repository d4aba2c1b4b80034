import { setImmediate as nextTurn } from "node:timers/promises";
import type { Entry } from "./entry.ts";
import { Feed } from "./feed.ts";
import type { NearMiss, WaitOptions, WaitResult } from "./journal.ts";
import { NearMisses } from "./near-misses.ts";
import { readRecord } from "./read-record.ts";
import type { Ring } from "./ring.ts";
import { type Selection, selectionOf } from "./selection.ts";
import { WaitEnded, WaitTimedOut } from "./wait-errors.ts";
import type { Watcher, Watchers } from "./watchers.ts";

const defaultTimeout = 5000;

/** Node's longest timer, some 24 days. */
export const longestWait = 2 ** 31 - 1;

/** Records decoded before others have their turn. */
const aTurn = 100;

/** Waits for entries that match, in real time. @throws BadMatch, WaitTimedOut, WaitEnded, the signal's reason */
export async function wait(ring: Ring, watchers: Watchers, options: WaitOptions): Promise<WaitResult> {
	const { app, match, count = 1, since = 0, timeoutMs = defaultTimeout, signal } = options;
	const selection = selectionOf({ match, ...(app === undefined ? {} : { app }) });
	signal?.throwIfAborted();
	const found = new Map<number, Entry>();
	const isEnough = await waitFor({ ring, watchers, selection, found, count, since, timeoutMs, signal });
	if (!isEnough) {
		throw new WaitTimedOut(found.size, count, timeoutMs, await nearMisses(ring, selection, since, signal));
	}
	const entries = [...found.values()].sort((one, other) => one.seq - other.seq);
	return { entries, next: (entries.at(-1)?.seq ?? since - 1) + 1 };
}

interface Wait extends Required<Pick<WaitOptions, "count" | "since" | "timeoutMs">> {
	readonly ring: Ring;
	readonly watchers: Watchers;
	readonly selection: Selection;
	readonly found: Map<number, Entry>;
	readonly signal: AbortSignal | undefined;
}

/** Fills `found`; false when the time is over before there are enough. */
function waitFor({ ring, watchers, selection, found, count, since, timeoutMs, signal }: Wait): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const feed = new Feed(ring, selection, since);
		const settle = (settled: () => void) => {
			clearTimeout(timer);
			watchers.delete(watcher);
			signal?.removeEventListener("abort", onAbort);
			settled();
		};
		const onAbort = () => settle(() => reject(signal?.reason));
		const watcher: Watcher = {
			feed,
			missesNothing: true,
			look(read) {
				feed.pump(
					(entry) => {
						if (entry.kind !== "gap") found.set(entry.seq, entry);
						return found.size < count;
					},
					undefined,
					read,
				);
				if (found.size >= count) settle(() => resolve(true));
			},
			end: () => settle(() => reject(new WaitEnded())),
		};
		// Real time: a clock that stands still must not keep a test from ending.
		const timer = setTimeout(() => settle(() => resolve(false)), Math.min(timeoutMs, longestWait));
		signal?.addEventListener("abort", onAbort);
		watchers.add(watcher);
		watcher.look(readRecord);
	});
}

async function nearMisses(
	ring: Ring,
	selection: Selection,
	since: number,
	signal: AbortSignal | undefined,
): Promise<readonly NearMiss[]> {
	const misses = new NearMisses(selection);
	let cursor = since;
	for (let looked = aTurn; looked === aTurn; ) {
		looked = 0;
		for (const record of ring.from(cursor, selection.app)) {
			misses.add(record);
			cursor = record.seq + 1;
			if (++looked === aTurn) break;
		}
		await nextTurn();
		signal?.throwIfAborted();
	}
	return misses.closest;
}
