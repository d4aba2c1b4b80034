import { appOf, type KeptEvent, type KeptRecord, type OwnRecord } from "./kept-record.ts";
import { type Delivery, KeptRun } from "./kept-run.ts";
import { type Held, SeqList } from "./seq-list.ts";

export interface RingLimits {
	readonly entries: number;
	readonly bytes: number;
}

/** What one app has in the ring; what belongs to no app has a share, too. */
export interface Share {
	readonly app: string | undefined;
	readonly records: SeqList;
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

/** Who is told of a record before it has to go. */
export interface Bystanders {
	/** While there is nobody, records of a run are not made for it. */
	readonly isAnybodyThere: boolean;
	dropping(record: KeptRecord): void;
}

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
	readonly #bystanders: Bystanders;
	/** What the next delivery goes to, if it is one of the same. */
	#lastRun: KeptRun | undefined;
	/** The last `seq` of when everything was cleared, and of when an app was. */
	#clearedUpTo = 0;
	readonly #clearedApps = new Map<string, number>();
	#bytes = 0;
	#dropped = 0;
	#lastDropped = 0;

	constructor(limits: RingLimits, bystanders: Bystanders) {
		this.#limits = limits;
		this.#bystanders = bystanders;
	}

	add(record: OwnRecord): void {
		this.#all.add(record);
		this.#bytes += record.bytes;
		this.#giveTo(this.#shareOf(appOf(record.event)), record);
		this.#keepLimits();
	}

	/** One of many entries of which nothing more will become known. */
	addDelivery(delivery: Delivery): void {
		const { seq, app } = delivery;
		const share = this.#shareOf(app);
		let run = this.#lastRun;
		if (run === undefined || !run.isOpenFor(seq, share)) {
			run = this.#lastRun = new KeptRun(seq);
			run.share = share;
			this.#all.add(run);
			share.records.add(run);
		}
		const bytes = run.add(delivery);
		this.#all.grown();
		share.records.grown();
		share.bytes += bytes;
		this.#bytes += bytes;
		this.#keepLimits();
	}

	/** What is kept of a record has become more. */
	grow(record: OwnRecord, bytes: number): void {
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
	move(record: OwnRecord): void {
		const { share } = record;
		const other = this.#shareOf(appOf(record.event));
		if (share === undefined || share === other) return;
		this.#giveTo(other, record);
		share.bytes -= record.bytes;
		share.records.removed(true);
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
		return list?.countBefore(seq) ?? 0;
	}

	oldest(app?: string): number | undefined {
		return (app === undefined ? this.#all : this.#shares.get(app)?.records)?.firstSeq();
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
		for (const held of share.records.held()) {
			if (held instanceof KeptRun) while (held.count > 0) this.#removeFirst(share, held);
			else this.#remove(share, held);
		}
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
		for (const held of this.#all.held()) letGo(held);
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
			records: new SeqList((held) => held.share !== share),
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

	#giveTo(share: Share, record: OwnRecord): void {
		record.share = share;
		share.records.add(record);
		share.bytes += record.bytes;
	}

	#remove(share: Share, record: OwnRecord): void {
		letGo(record);
		this.#removed(share, record.bytes, true);
	}

	#removeFirst(share: Share, run: KeptRun): void {
		const bytes = run.dropFirst();
		const isWhole = run.count === 0;
		if (isWhole) letGo(run);
		this.#removed(share, bytes, isWhole);
	}

	#removed(share: Share, bytes: number, isWhole: boolean): void {
		this.#all.removed(isWhole);
		share.records.removed(isWhole);
		share.bytes -= bytes;
		this.#bytes -= bytes;
	}

	#dropFrom(share: Share): void {
		const held = share.records.first();
		if (held === undefined) return;
		let { seq } = held;
		if (held instanceof KeptRun) {
			seq = held.firstSeq;
			if (this.#bystanders.isAnybodyThere) this.#bystanders.dropping(held.record(seq));
			this.#removeFirst(share, held);
		} else {
			this.#bystanders.dropping(held);
			this.#remove(share, held);
		}
		share.dropped++;
		share.lastDropped = Math.max(share.lastDropped, seq);
		this.#dropped++;
		this.#lastDropped = Math.max(this.#lastDropped, seq);
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
	return share?.records.firstSeq() ?? Number.POSITIVE_INFINITY;
}

function listOfAll(): SeqList {
	return new SeqList(({ share }) => share === undefined);
}

/** Who still has the record, a list for a while, keeps nothing of what it weighs. */
function letGo(held: Held): void {
	if (held instanceof KeptRun) held.letGo();
	else {
		held.share = undefined;
		held.event = goneEvent;
	}
}
