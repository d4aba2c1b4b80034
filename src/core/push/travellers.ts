import { type Outgoing, type Together, together } from "./outgoing.ts";

/** Bytes that one subscriber gets at once at the most; one message may be larger. */
const bytesTogether = 65_536;

/** A message that is to go round all subscribers, and who waits for that. */
export interface Passenger {
	readonly outgoing: Outgoing;
	readonly arrived: () => void;
	readonly failed: (error: unknown) => void;
}

interface Traveller extends Passenger {
	/** Key of the subscriber behind whom it got in; undefined: it started with the first. */
	readonly gotInBehind: string | undefined;
	/** It has passed the end, and is done where it got in. */
	hasWrapped: boolean;
}

/** The messages that go round a folder of subscribers together, in the order in which they got in. */
export class Travellers {
	#all: Traveller[] = [];
	#together: Together | undefined;

	get count(): number {
		return this.#all.length;
	}

	/** What each subscriber gets now: the same object until somebody gets in or out. */
	get messages(): Together {
		this.#together ??= together(this.#all.map(({ outgoing }) => outgoing));
		return this.#together;
	}

	/** Of what each subscriber gets. */
	get bytes(): number {
		return this.#all.reduce((bytes, each) => bytes + bytesOf(each), 0);
	}

	/** Takes those that wait, as many as there is room for. */
	letIn(waiting: Passenger[], behind: string | undefined): void {
		let { bytes } = this;
		for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
			bytes += bytesOf(next);
			if (this.count > 0 && bytes > bytesTogether) return;
			waiting.shift();
			this.#all.push({ ...next, gotInBehind: behind, hasWrapped: false });
			this.#together = undefined;
		}
	}

	/** Before the subscriber with this key is served: those that have been everywhere get out. */
	reach(key: string): Passenger[] {
		const staying = this.#all.findIndex(({ hasWrapped, gotInBehind = "" }) => !hasWrapped || key <= gotInBehind);
		if (staying === 0) return [];
		this.#together = undefined;
		return this.#all.splice(0, staying < 0 ? this.#all.length : staying);
	}

	/** The last subscriber was served: the others go on from the first. */
	reachEnd(): Passenger[] {
		const isDone = ({ hasWrapped, gotInBehind }: Traveller) => hasWrapped || gotInBehind === undefined;
		const done = this.#all.filter(isDone);
		this.#all = this.#all.filter((traveller) => !isDone(traveller));
		this.#together = undefined;
		for (const traveller of this.#all) traveller.hasWrapped = true;
		return done;
	}

	clear(): Passenger[] {
		return this.#all.splice(0);
	}
}

function bytesOf({ outgoing }: Passenger): number {
	return outgoing.payloads.MQTT?.length ?? 0;
}
