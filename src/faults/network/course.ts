import type { Parcel, Stage } from "./stage.ts";

/** One direction of a connection: the stages that bytes pass, one behind the other, and what waits at their end. */
export interface Course {
	/** Bytes on their way. */
	readonly bytes: number;
	/** Nothing is on its way. */
	readonly isIdle: boolean;
	/** A stage lets nothing pass. */
	readonly isClosed: boolean;
	/** @param past by the stages, unless something waits in one: nothing is overtaken */
	enter(parcel: Parcel, past: boolean): void;
	/** Adds a stage behind the others, which hands what passes it to `pass`. `key` is for {@link remove}. */
	add(key: object, create: (pass: (parcel: Parcel) => void) => Stage): void;
	/** What waits in the stage goes on. */
	remove(key: object): void;
	/** Forgets what is on its way. */
	drop(): void;
}

/**
 * @param deliver takes what has arrived, one at a time: `done` asks for the next
 * @param onDelivered called when something has been
 */
export function createCourse(deliver: (parcel: Parcel, done: () => void) => void, onDelivered: () => void): Course {
	const stages: { readonly key: object; readonly stage: Stage }[] = [];
	let arrived: Parcel[] = [];
	let bytes = 0;
	let isDelivering = false;
	let isAdvancing = false;

	function advance(): void {
		if (isAdvancing) return;
		isAdvancing = true;
		while (!isDelivering) {
			const parcel = arrived.shift();
			if (parcel === undefined) break;
			isDelivering = true;
			deliver(parcel, () => {
				isDelivering = false;
				bytes = Math.max(0, bytes - (parcel?.length ?? 0));
				advance();
				onDelivered();
			});
		}
		isAdvancing = false;
	}

	function goOn(at: number, parcel: Parcel): void {
		const next = stages[at];
		if (next !== undefined) return void next.stage.enter(parcel);
		arrived.push(parcel);
		advance();
	}

	const allEmpty = () => stages.every(({ stage }) => stage.isEmpty);

	return {
		get bytes() {
			return bytes;
		},
		get isIdle() {
			return !isDelivering && arrived.length === 0 && allEmpty();
		},
		get isClosed() {
			return stages.some(({ stage }) => stage.isClosed);
		},
		enter(parcel, past) {
			bytes += parcel?.length ?? 0;
			goOn(past && allEmpty() ? stages.length : 0, parcel);
		},
		add(key, create) {
			const stage: Stage = create((parcel) => goOn(stages.findIndex((each) => each.stage === stage) + 1, parcel));
			stages.push({ key, stage });
		},
		remove(key) {
			const at = stages.findIndex((each) => each.key === key);
			// As long as it is there its bytes know the way.
			stages[at]?.stage.open();
			if (at !== -1) stages.splice(at, 1);
		},
		drop() {
			for (const { stage } of stages) stage.drop();
			arrived = [];
			bytes = 0;
		},
	};
}
