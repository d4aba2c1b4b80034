import { performance } from "node:perf_hooks";
import type { Log } from "../core/ports.ts";
import { ConnectionRecorder, type RecorderDeps } from "./connection-recorder.ts";
import type { Entry } from "./entry.ts";
import { Feed } from "./feed.ts";
import { type EntryStream, type Follow, follow } from "./follow.ts";
import type { Gap, Journal, JournalFilter, JournalPage } from "./journal.ts";
import { type Kept, keep } from "./kept.ts";
import { keepCall } from "./kept-call.ts";
import { appOf, bytesOf, type ConnectionFacts, type KeptEvent, type OwnRecord } from "./kept-record.ts";
import { keepViolation, noViolations } from "./kept-violations.ts";
import { makePage } from "./page.ts";
import { readRecord } from "./read-record.ts";
import type { Recorder } from "./recorder.ts";
import { Ring } from "./ring.ts";
import { selectionOf } from "./selection.ts";
import { type Pace, Turns } from "./turns.ts";
import { wait } from "./wait.ts";
import { JournalOff, WaitEnded } from "./wait-errors.ts";
import { Watchers } from "./watchers.ts";

/** Entries read at once for an export. */
const aBatch = 100;

export interface JournalDeps {
	readonly isOn: boolean;
	/** Entries kept, and bytes of them. */
	readonly entries: number;
	readonly bytes: number;
	/** Bytes kept of a payload or body. */
	readonly payload: number;
	/** Unix milliseconds of an app's clock. */
	now(app: string | undefined): number;
	readonly log: Log;
	/** For tests: how much is done in a turn of the event loop. */
	readonly pace?: Pace;
}

/** Entries, some at a time. */
export interface JournalReader {
	/** The next ones, maybe none; undefined at the end. A gap tells of those that had to go meanwhile. */
	next(): readonly (Entry | Gap)[] | undefined;
}

/** The journal as the emulator has it: others read it, this one is written to. */
export interface OwnJournal extends Journal, Recorder {
	/** For a reader that cannot always take more: entries from `since`, or from now on. @throws BadMatch */
	follow(filter: JournalFilter, follow: Follow): EntryStream;
	/** The same as `page`, but others have their turn meanwhile. What has to go before its turn is missing. @throws BadMatch, the signal's reason */
	pageInTurns(filter: JournalFilter, signal?: AbortSignal): Promise<JournalPage>;
	/** For an export, up to what there is now. @throws BadMatch */
	reader(filter: JournalFilter): JournalReader;
	/** Ends the waits and streams: the emulator closes. What still happens is recorded. */
	end(): void;
}

export function createJournal(deps: JournalDeps): OwnJournal {
	const { payload, log } = deps;
	const startedAt = performance.now();
	const turns = new Turns(deps.pace);
	const watchers = new Watchers(turns);
	const ring = new Ring(deps, watchers);
	/** By client ID, of connections that were granted something. */
	const connected = new Map<string, ConnectionRecorder>();
	let hasEnded = false;
	/** A message to many clients is kept once. */
	let lastPushed: { readonly text: string; readonly kept: Kept } | undefined;
	let last = 0;

	function elapsed(): number {
		return Math.round((performance.now() - startedAt) * 1000) / 1000;
	}

	function append(event: KeptEvent): OwnRecord {
		const record: OwnRecord = {
			seq: ++last,
			time: deps.now(appOf(event)),
			elapsed: elapsed(),
			bytes: bytesOf(event),
			event,
			violations: undefined,
			fault: undefined,
			share: undefined,
		};
		if (!deps.isOn) return record;
		ring.add(record);
		watchers.appended();
		return record;
	}

	function appendDelivery(to: ConnectionFacts | string, payload: Kept, app: string | undefined): void {
		if (!deps.isOn) return;
		ring.addDelivery({ seq: ++last, time: deps.now(app), elapsed: elapsed(), app, to, payload });
		watchers.appended();
	}

	const recorderDeps: RecorderDeps = {
		payload,
		append,
		appendDelivery: (to, kept) => appendDelivery(to, kept, to.app),
		changed: (record, field) => watchers.changed(record, field),
		grown: (record, bytes) => ring.grow(record, bytes),
		move: (record) => ring.move(record),
		onGranted: (recorder, clientID) => connected.set(clientID, recorder),
		onClosed(recorder, clientID) {
			if (connected.get(clientID) === recorder) connected.delete(clientID);
		},
	};

	function page(filter: JournalFilter = {}): JournalPage {
		const made = makePage(ring, filter, last);
		made.look(() => false, readRecord);
		return made.page();
	}

	async function pageInTurns(filter: JournalFilter, signal?: AbortSignal): Promise<JournalPage> {
		const made = makePage(ring, filter, last);
		await turns.finish(made.look, signal);
		return made.page();
	}

	function followFrom(filter: JournalFilter, reader: Follow): EntryStream {
		const { since = last + 1 } = filter;
		return follow(feedFrom(filter, Math.max(1, since)), watchers, turns, reader);
	}

	function feedFrom(filter: JournalFilter, since: number): Feed {
		const selection = selectionOf(filter);
		if (since <= last + 1) return new Feed(ring, selection, since);
		// The number is of another journal: of before a restart.
		const gap = { kind: "gap", reason: "ahead", dropped: 0, from: last + 1, to: since - 1 } as const;
		return new Feed(ring, selection, ring.oldest(filter.app) ?? last + 1, gap);
	}

	function reader(filter: JournalFilter): JournalReader {
		const { app, since = 0, until = last } = filter;
		const feed = feedFrom(filter, Math.max(since, ring.oldest(app) ?? last + 1));
		const end = Math.min(until, last);
		let isAtEnd = false;
		return {
			next() {
				if (isAtEnd) return undefined;
				const batch: (Entry | Gap)[] = [];
				const take = (entry: Entry | Gap) => {
					const isLate = entry.kind !== "gap" && entry.seq > end;
					if (!isLate) batch.push(entry);
					return !isLate && batch.length < aBatch;
				};
				const mayHaveMore = feed.pump(take, { most: aBatch, isOver: turns.begin() });
				isAtEnd = !mayHaveMore || feed.cursor > end;
				return batch;
			},
		};
	}

	return {
		get isOn() {
			return deps.isOn;
		},
		get dropped() {
			return ring.dropped().count;
		},
		entries: (filter) => [...page(filter).entries],
		page,
		pageInTurns,
		async wait(options) {
			if (!deps.isOn) throw new JournalOff();
			if (hasEnded) throw new WaitEnded();
			return wait({ ring, watchers, turns }, options);
		},
		subscribe: (filter, listener) =>
			followFrom(filter, {
				send(entry) {
					try {
						listener(entry);
					} catch (err) {
						log.error({ err }, "a listener of the journal threw");
					}
					return true;
				},
			}),
		follow: followFrom,
		clear: (app) => ring.clear(last, app),
		connection: (opened) => new ConnectionRecorder({ ...opened }, recorderDeps),
		failedHandshake: ({ reason, alert, ...of }) =>
			void append({ kind: "connection", of, event: "handshake-failed", reason, alert }),
		refusedUpgrade: ({ reason, status, ...of }) =>
			void append({ kind: "connection", of, event: "upgrade-refused", reason, status }),
		networkFault({ fault, ...of }) {
			append({ kind: "connection", of, event: "fault" }).fault = fault;
		},
		call(call) {
			const record = append(keepCall(call, payload));
			const { violation, fault } = call;
			if (violation !== undefined) {
				record.violations = noViolations();
				ring.grow(record, keepViolation(record.violations, violation));
			}
			if (fault !== undefined) record.fault = fault;
		},
		push({ app: from, topic, payload: text, delivered, owner }) {
			if (!deps.isOn) return;
			if (text !== lastPushed?.text) lastPushed = { text, kept: keep(text, payload) };
			const { kept } = lastPushed;
			const app = from ?? connected.get(topic)?.facts.app;
			if (delivered && owner === undefined) return appendDelivery(topic, kept, app);
			const reason = delivered ? undefined : whyUndelivered(topic);
			append({ kind: "push", app, topic, payload: kept, delivered, reason, owner });
		},
		reader,
		end() {
			hasEnded = true;
			watchers.end();
		},
	};

	/** The MQTT topic of an endpoint is its client ID. */
	function whyUndelivered(topic: string): string {
		return connected.has(topic)
			? "the client has not subscribed to its MQTT topic, or does not read"
			: "no client is connected with this MQTT topic as its client ID";
	}
}
