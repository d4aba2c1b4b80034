import type { Kept } from "./kept.ts";
import { KeptPublish } from "./kept-packet.ts";
import { basicBytes, type ConnectionFacts, type KeptEvent, type KeptRecord } from "./kept-record.ts";
import type { Share } from "./ring.ts";

/** Of a message to many clients: a PUBLISH at QoS 0 that left on a connection, or the push to a topic that it was made of. */
export interface Delivery {
	readonly seq: number;
	readonly time: number;
	readonly elapsed: number;
	readonly app: string | undefined;
	readonly to: ConnectionFacts | string;
	readonly payload: Kept;
}

/** Entries of a run at the most. */
const longest = 128;

const nothing: Kept = { text: "", length: 0, truncated: false };

/**
 * Entries one behind the other, of one app, that tell how a message went to many clients: each is some numbers and what it
 * belongs to, and becomes a record when somebody reads it. Records of their own are too many objects for it: they live until
 * the ring has come round, and to collect them stops requests.
 */
export class KeptRun {
	/** Of the first entry, also when that is gone. */
	readonly seq: number;
	/** Undefined once all of it is gone. */
	share: Share | undefined;
	readonly #to: (ConnectionFacts | string)[] = [];
	readonly #payloads: Kept[] = [];
	readonly #times: number[] = [];
	readonly #elapsed: number[] = [];
	/** Kept, for what entries belong to is out of the processor's reach when they go. */
	readonly #bytes: number[] = [];
	#size = 0;
	/** How many are gone: the oldest go first. */
	#gone = 0;

	constructor(seq: number) {
		this.seq = seq;
	}

	get firstSeq(): number {
		return this.seq + this.#gone;
	}

	get lastSeq(): number {
		return this.seq + this.#size - 1;
	}

	/** How many are there. */
	get count(): number {
		return this.share === undefined ? 0 : this.#size - this.#gone;
	}

	/** Whether an entry with this `seq` can become its next one. */
	isOpenFor(seq: number, share: Share): boolean {
		return this.share === share && this.#size < longest && seq === this.lastSeq + 1;
	}

	/** @returns bytes that count for the limit */
	add({ to, payload, time, elapsed }: Delivery): number {
		this.#size++;
		this.#to.push(to);
		this.#payloads.push(payload);
		this.#times.push(time);
		this.#elapsed.push(elapsed);
		const bytes = bytesOf(to, payload);
		this.#bytes.push(bytes);
		return bytes;
	}

	/** @returns bytes that counted for the limit */
	dropFirst(): number {
		const index = this.#gone++;
		this.#payloads[index] = nothing;
		return this.#bytes[index] ?? 0;
	}

	/** All of it is gone: who still has it, a list for a while, keeps nothing of what it weighs. */
	letGo(): void {
		this.share = undefined;
		for (const column of [this.#to, this.#payloads, this.#times, this.#elapsed, this.#bytes]) column.length = 0;
	}

	has(seq: number): boolean {
		return this.share !== undefined && seq >= this.firstSeq && seq <= this.lastSeq;
	}

	/** @throws RangeError where {@link has} is false */
	record(seq: number): KeptRecord {
		const index = seq - this.seq;
		const to = this.#to[index];
		const payload = this.#payloads[index];
		if (to === undefined || payload === undefined || !this.has(seq)) throw new RangeError(`no entry ${seq}`);
		return new RecordOfRun(this, {
			seq,
			time: this.#times[index] ?? 0,
			elapsed: this.#elapsed[index] ?? 0,
			bytes: this.#bytes[index] ?? 0,
			event: eventOf(to, payload, this.share?.app),
		});
	}
}

/** Nothing becomes known later of an entry of a run: nobody keeps this, and nothing in it changes. */
class RecordOfRun implements KeptRecord {
	readonly seq: number;
	readonly time: number;
	readonly elapsed: number;
	readonly bytes: number;
	readonly event: KeptEvent;
	readonly violations = undefined;
	readonly fault = undefined;
	readonly #run: KeptRun;

	constructor(run: KeptRun, { seq, time, elapsed, bytes, event }: Omit<KeptRecord, "violations" | "fault" | "share">) {
		this.#run = run;
		this.seq = seq;
		this.time = time;
		this.elapsed = elapsed;
		this.bytes = bytes;
		this.event = event;
	}

	get share(): Share | undefined {
		return this.#run.has(this.seq) ? this.#run.share : undefined;
	}
}

function eventOf(to: ConnectionFacts | string, payload: Kept, app: string | undefined): KeptEvent {
	if (typeof to === "string") {
		return { kind: "push", app, topic: to, payload, delivered: true, reason: undefined, owner: undefined };
	}
	return { kind: "mqtt", of: to, direction: "out", packet: new KeptPublish(to.client ?? "", payload) };
}

function bytesOf(to: ConnectionFacts | string, { text = "", latin1 = "" }: Kept): number {
	// Two bytes tell the length of a topic.
	const topic = typeof to === "string" ? 0 : 2 + (to.client?.length ?? 0);
	return basicBytes + topic + text.length + latin1.length;
}
