import { appOf, type KeptEvent, type KeptRecord } from "./kept-record.ts";
import { SeqList } from "./seq-list.ts";

export interface RingLimits {
	readonly entries: number;
	readonly bytes: number;
}

/** What one app has in the ring; what belongs to no app has a share, too. */
export interface Share {
	readonly app: string | undefined;
	readonly records: SeqList<KeptRecord>;
	bytes: number;
	/** How many had to go, and the `seq` of the last of them. */
	dropped: number;
	lastDropped: number;
}

const goneEvent: KeptEvent = {
	kind: "push",
	app: undefined,
	topic: "",
	payload: { text: "", length: 0, truncated: false },
	delivered: false,
	reason: undefined,
	owner: undefined,
};

/** Shares kept only to say how much was dropped of them. */
const mostEmptyShares = 1000;

/**
 * The records within the limits. When one is passed, the app that has the most loses its oldest record: one that floods
 * pushes out nobody else's.
 */
export class Ring {
	readonly #limits: RingLimits;
	#all = listOfAll();
	readonly #shares = new Map<string | undefined, Share>();
	/** Called with a record before it has to go. */
	readonly #onDrop: (record: KeptRecord) => void;
	/** The last `seq` of when everything was cleared, and of when an app was. */
	#clearedUpTo = 0;
	readonly #clearedApps = new Map<string, number>();
	#bytes = 0;
	#dropped = 0;
	#lastDropped = 0;

	constructor(limits: RingLimits, onDrop: (record: KeptRecord) => void) {
		this.#limits = limits;
		this.#onDrop = onDrop;
	}

	add(record: KeptRecord): void {
		this.#all.add(record);
		this.#bytes += record.bytes;
		this.#giveTo(this.#shareOf(appOf(record.event)), record);
		this.#keepLimits();
	}

	/** What is kept of a record has become more. */
	grow(record: KeptRecord, bytes: number): void {
		const { share } = record;
		if (share === undefined) return;
		record.bytes += bytes;
		share.bytes += bytes;
		this.#bytes += bytes;
		this.#keepLimits();
	}

	#keepLimits(): void {
		while (this.#all.length > this.#limits.entries) this.#dropFrom(this.#largest((share) => share.records.length));
		while (this.#bytes > this.#limits.bytes) this.#dropFrom(this.#largest((share) => share.bytes));
	}

	/** The app of a record has become known. */
	move(record: KeptRecord): void {
		const { share } = record;
		const other = this.#shareOf(appOf(record.event));
		if (share === undefined || share === other) return;
		this.#giveTo(other, record);
		share.bytes -= record.bytes;
		share.records.removed();
	}

	/** Records of an app, or of all, from a `seq` on. */
	from(seq: number, app?: string): Iterable<KeptRecord> {
		return (app === undefined ? this.#all : this.#shares.get(app)?.records)?.from(seq) ?? [];
	}

	find(seq: number): KeptRecord | undefined {
		for (const record of this.#all.from(seq)) return record.seq === seq ? record : undefined;
		return undefined;
	}

	isOf({ share }: KeptRecord, app: string | undefined): boolean {
		return app === undefined || share?.app === app;
	}

	/** How many records before a `seq` are there. */
	countBefore(seq: number, app?: string): number {
		const list = app === undefined ? this.#all : this.#shares.get(app)?.records;
		return list === undefined ? 0 : list.length - countOf(list.from(seq));
	}

	oldest(app?: string): number | undefined {
		return (app === undefined ? this.#all : this.#shares.get(app)?.records)?.first()?.seq;
	}

	dropped(app?: string): { readonly count: number; readonly last: number } {
		if (app === undefined) return { count: this.#dropped, last: this.#lastDropped };
		const share = this.#shares.get(app);
		return { count: share?.dropped ?? 0, last: share?.lastDropped ?? 0 };
	}

	/** @param upTo the last `seq` so far */
	clear(upTo: number, app?: string): void {
		const share = this.#shares.get(app);
		if (app === undefined) this.#clearAll(upTo);
		else if (share !== undefined) this.#clearShare(share, upTo);
	}

	/** The last `seq` that was cleared, of an app or of all; 0 when nothing was. */
	clearedUpTo(app?: string): number {
		return Math.max(this.#clearedUpTo, (app !== undefined && this.#clearedApps.get(app)) || 0);
	}

	#clearShare(share: Share, upTo: number): void {
		if (share.app !== undefined) this.#noteCleared(share.app, upTo);
		for (const record of [...share.records.from(0)]) this.#remove(share, record);
		this.#dropped -= share.dropped;
		this.#shares.delete(share.app);
	}

	/** Of the apps that were cleared last: they may be deleted ones. */
	#noteCleared(app: string, upTo: number): void {
		this.#clearedApps.delete(app);
		this.#clearedApps.set(app, upTo);
		const [first = app] = this.#clearedApps.keys();
		if (this.#clearedApps.size > mostEmptyShares) this.#clearedApps.delete(first);
	}

	/** Without taking one after the other out of its lists. */
	#clearAll(upTo: number): void {
		for (const record of this.#all.from(0)) letGo(record);
		this.#all = listOfAll();
		this.#shares.clear();
		this.#bytes = this.#dropped = this.#lastDropped = 0;
		this.#clearedUpTo = upTo;
		this.#clearedApps.clear();
	}

	#shareOf(app: string | undefined): Share {
		const known = this.#shares.get(app);
		if (known !== undefined) return known;
		if (this.#shares.size > mostEmptyShares) this.#forgetEmptyShares();
		const share: Share = {
			app,
			records: new SeqList<KeptRecord>((record) => record.share !== share),
			bytes: 0,
			dropped: 0,
			lastDropped: 0,
		};
		this.#shares.set(app, share);
		return share;
	}

	#forgetEmptyShares(): void {
		for (const [app, { records }] of this.#shares) if (records.length === 0) this.#shares.delete(app);
	}

	#giveTo(share: Share, record: KeptRecord): void {
		record.share = share;
		share.records.add(record);
		share.bytes += record.bytes;
	}

	#remove(share: Share, record: KeptRecord): void {
		letGo(record);
		this.#all.removed();
		share.records.removed();
		share.bytes -= record.bytes;
		this.#bytes -= record.bytes;
	}

	#dropFrom(share: Share): void {
		const record = share.records.first();
		if (record === undefined) return;
		this.#onDrop(record);
		this.#remove(share, record);
		share.dropped++;
		share.lastDropped = Math.max(share.lastDropped, record.seq);
		this.#dropped++;
		this.#lastDropped = Math.max(this.#lastDropped, record.seq);
	}

	/** Of equal ones that with the oldest record. There are few apps, else this would need a heap. */
	#largest(sizeOf: (share: Share) => number): Share {
		let largest: Share | undefined;
		let most = -1;
		for (const share of this.#shares.values()) {
			const size = sizeOf(share);
			if (size < most || share.records.length === 0) continue;
			if (size === most && firstSeq(share) > firstSeq(largest)) continue;
			largest = share;
			most = size;
		}
		return largest as Share;
	}
}

function firstSeq(share: Share | undefined): number {
	return share?.records.first()?.seq ?? Number.POSITIVE_INFINITY;
}

function countOf(records: Iterable<unknown>): number {
	let count = 0;
	for (const _ of records) count++;
	return count;
}

function listOfAll(): SeqList<KeptRecord> {
	return new SeqList(({ share }) => share === undefined);
}

/** Who still has the record, a list for a while, keeps nothing of what it weighs. */
function letGo(record: KeptRecord): void {
	record.share = undefined;
	record.event = goneEvent;
}
