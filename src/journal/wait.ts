import { RegexBudget } from "../core/regex-budget.ts";
import { BadMatch } from "./bad-match.ts";
import { checkNames } from "./check-match.ts";
import type { Entry } from "./entry.ts";
import { Feed } from "./feed.ts";
import type { Gap, NearMiss, WaitOptions, WaitResult } from "./journal.ts";
import { NearMisses } from "./near-misses.ts";
import type { Ring } from "./ring.ts";
import { type Selection, selectionOf } from "./selection.ts";
import { type Job, type Turns, watchingJob } from "./turns.ts";
import { WaitEnded, WaitTimedOut } from "./wait-errors.ts";
import type { Watcher, Watchers } from "./watchers.ts";

const defaultTimeout = 5000;

/** Node's longest timer, some 24 days. */
export const longestWait = 2 ** 31 - 1;

/** Entries that a wait may be for: it keeps those that it has found. */
export const mostWaitedFor = 10_000;

const optionNames = ["app", "match", "near", "count", "since", "timeoutMs", "signal"];

/** What all waits share. */
export interface WaitDeps {
	readonly ring: Ring;
	readonly watchers: Watchers;
	readonly turns: Turns;
}

/** Waits for entries that match, in real time. @throws BadMatch, WaitTimedOut, WaitEnded, the signal's reason */
export async function wait(deps: WaitDeps, options: WaitOptions): Promise<WaitResult> {
	const { app, match, near = [], count = 1, since = 0, timeoutMs = defaultTimeout, signal } = options;
	checkNames(options, optionNames, "option of a wait");
	if (!(count >= 1 && count <= mostWaitedFor)) throw new BadMatch("count", `must be from 1 to ${mostWaitedFor}`);
	const budget = new RegexBudget("match");
	const selection = selectionOf({ match, ...(app === undefined ? {} : { app }) }, "match.", budget);
	const nearer = near.map((each, index) => selectionOf({ match: each }, `near.${index}.`, budget));
	signal?.throwIfAborted();
	const found = new Map<number, Entry>();
	const isEnough = await waitFor({ ...deps, selection, found, count, since, timeoutMs, signal });
	if (!isEnough) {
		const misses = new NearMisses(selection, nearer);
		await deps.turns.finish(lookForNearMisses(deps.ring, misses, since, app), signal);
		const nothing = misses.isEmpty ? noEntry(deps.ring, since, app) : "nothing else comes near";
		throw new WaitTimedOut(found.size, count, timeoutMs, misses.closest as readonly NearMiss[], nothing);
	}
	const entries = [...found.values()].sort((one, other) => one.seq - other.seq);
	return { entries, next: (entries.at(-1)?.seq ?? since - 1) + 1 };
}

interface Wait extends WaitDeps, Required<Pick<WaitOptions, "count" | "since" | "timeoutMs">> {
	readonly selection: Selection;
	readonly found: Map<number, Entry>;
	readonly signal: AbortSignal | undefined;
}

/** Fills `found`; false when the time is over before there are enough. What is there from the beginning is looked at in any case. */
function waitFor({ ring, watchers, turns, selection, found, count, since, timeoutMs, signal }: Wait): Promise<boolean> {
	return new Promise((resolve, reject) => {
		const feed = new Feed(ring, selection, since);
		let hasSettled = false;
		let hasCaughtUp = false;
		let isLate = false;
		const settle = (settled: () => void) => {
			hasSettled = true;
			clearTimeout(timer);
			watchers.delete(watcher);
			signal?.removeEventListener("abort", onAbort);
			settled();
		};
		const onAbort = () => settle(() => reject(signal?.reason));
		const take = (entry: Entry | Gap) => {
			if (entry.kind !== "gap") found.set(entry.seq, entry);
			return found.size < count;
		};
		const { queue, wake } = watchingJob(turns, (isOver, read) => {
			if (hasSettled) return false;
			const hasMore = feed.pump(take, { isOver, read });
			if (found.size >= count) settle(() => resolve(true));
			else if (!hasMore) {
				hasCaughtUp = true;
				if (isLate) settle(() => resolve(false));
			}
			return hasMore && !hasSettled;
		});
		const watcher: Watcher = {
			feed,
			look: wake,
			lookBeforeItGoes(record, read) {
				while (feed.awaits(record) && found.size < count) if (!feed.pump(take, { most: 1, read })) break;
				if (found.size >= count) settle(() => resolve(true));
			},
			end: () => settle(() => reject(new WaitEnded())),
		};
		// Real time: a clock that stands still must not keep a test from ending.
		const timer = setTimeout(
			() => {
				isLate = true;
				if (hasCaughtUp) settle(() => resolve(false));
			},
			Math.min(timeoutMs, longestWait),
		);
		signal?.addEventListener("abort", onAbort);
		watchers.add(watcher);
		queue();
	});
}

function noEntry(ring: Ring, since: number, app: string | undefined): string {
	return ring.oldest(app) === undefined ? "there is no entry at all" : `there is no entry from ${since} on`;
}

function lookForNearMisses(ring: Ring, misses: NearMisses, since: number, app: string | undefined): Job {
	let cursor = since;
	return (isOver) => {
		for (const record of ring.from(cursor, app)) {
			misses.add(record);
			cursor = record.seq + 1;
			if (isOver()) return true;
		}
		return false;
	};
}
