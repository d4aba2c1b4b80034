import { setImmediate as nextTurn } from "node:timers/promises";
import type { Activity, Clock, ClockControl, ClockState, EmulatorClock } from "../core/ports.ts";
import { lastInstant, millisecondsOf } from "./instant.ts";
import { MovableClock, type Time } from "./movable-clock.ts";
import { runUntil } from "./run-until.ts";

export interface EmulatorClockOptions {
	/** What the clocks go with, and from which they differ. */
	readonly base: Clock;
	/** Awaited before and after each timer that a moved clock runs. */
	readonly activity: Activity;
	/** The clock of an app was set back. */
	onSetBack?(appID: string): void;
}

/** The emulator's clock and those of its apps. */
export interface EmulatorClocks {
	readonly control: EmulatorClock;
	/** The clock of an app; without one, of the emulator. */
	clockOf(appID?: string): Clock;
	/**
	 * As at the start, at once: the system's time, and an app follows the emulator. No timer runs; each keeps what was left of its
	 * delay. What is moving a clock rejects.
	 */
	restart(appID?: string): void;
	/** What a clock goes with after a restart. */
	atStart(appID?: string): Clock;
	/** No timer runs any more, and what waits for a clock to be moved rejects. */
	close(): void;
}

/** What a call to {@link ClockControl} is about: the emulator's clock with all that follow it, or that of one app. */
interface Scope {
	readonly appID?: string;
	clock(): MovableClock;
	/** Those that go with it. */
	clocks(): Iterable<MovableClock>;
}

/** Turns of the event loop after which what a timer has led to outside of `core` is done: packets are written, streams closed. */
const settlingTurns = 10;

/** Why a clock is not moved any more. `code` is that of the API's error. */
function interrupted(code: "EMULATOR_CLOSING" | "OPERATION_NOT_ALLOWED"): Error {
	const why = code === "EMULATOR_CLOSING" ? "the emulator is closing" : "everything was put back by a reset";
	return Object.assign(new Error(`The clock was not moved to the end: ${why}`), { code });
}

/** Makes the clocks of an emulator, which go with `base` until they are moved. */
export function createEmulatorClock(options: EmulatorClockOptions): EmulatorClocks {
	const { base, activity, onSetBack } = options;
	const root = new MovableClock(base, { frozenAt: undefined, offset: 0 });
	const ofApps = new Map<string, MovableClock>();
	/** The last call to move a clock. */
	let last: Promise<unknown> = Promise.resolve();
	let isClosed = false;
	/** Counts the restarts, which end what is moving a clock. */
	let generation = 0;
	const waiting = new Set<(reason: Error) => void>();

	const ofEmulator: Scope = {
		clock: () => root,
		*clocks() {
			yield root;
			for (const clock of ofApps.values()) if (clock.time === root.time) yield clock;
		},
	};

	function clockOf(appID?: string): MovableClock {
		if (appID === undefined) return root;
		const known = ofApps.get(appID);
		if (known !== undefined) return known;
		const clock = new MovableClock(base, root.time);
		ofApps.set(appID, clock);
		return clock;
	}

	function scopeOf(appID: string): Scope {
		return { appID, clock: () => clockOf(appID), clocks: () => [clockOf(appID)] };
	}

	/** Waits for work, but not when the emulator closes or its clocks restart. */
	function unlessInterrupted(work: Promise<unknown>): Promise<void> {
		return new Promise((resolve, reject) => {
			if (isClosed) return reject(interrupted("EMULATOR_CLOSING"));
			waiting.add(reject);
			const done = () => {
				waiting.delete(reject);
				resolve();
			};
			work.then(done, done);
		});
	}

	function interrupt(code: Parameters<typeof interrupted>[0]): void {
		for (const reject of waiting) reject(interrupted(code));
		waiting.clear();
	}

	async function settle(appID: string | undefined, since: number, work: Promise<void> | undefined): Promise<void> {
		if (work !== undefined) await unlessInterrupted(work);
		do {
			if (activity.count(appID) > 0) await unlessInterrupted(activity.settled(appID));
			for (let turn = 0; turn < settlingTurns; turn++) await nextTurn();
		} while (activity.count(appID) > 0);
		if (isClosed) throw interrupted("EMULATOR_CLOSING");
		if (generation !== since) throw interrupted("OPERATION_NOT_ALLOWED");
	}

	function shift(clocks: Iterable<MovableClock>, difference: number): void {
		for (const { queue } of clocks) queue.shift(difference);
	}

	/** Stops the time of the scope, which is one of its own from now on. */
	function hold({ clock, clocks, appID }: Scope): Time {
		const held = clock();
		if (appID !== undefined && held.time === root.time) held.time = { ...root.time };
		held.time.frozenAt ??= held.now();
		for (const each of clocks()) each.sleep();
		return held.time;
	}

	function release({ clocks }: Scope, time: Time, change: Partial<Time>): void {
		if (isClosed) return;
		Object.assign(time, change);
		for (const each of clocks()) each.wakeInTime();
	}

	/** Moves a time that is held. `jumps`: it is then at once, and what is overdue runs. */
	async function move(scope: Scope, time: Time, to: number, jumps: boolean): Promise<number> {
		const difference = to - (time.frozenAt ?? to);
		if (difference < 0 || jumps) time.frozenAt = to;
		if (difference < 0) setBack(scope, difference);
		const since = generation;
		return runUntil(to, time, scope.clocks, (work) => settle(scope.appID, since, work));
	}

	function setBack({ clocks }: Scope, difference: number): void {
		const moved = new Set(clocks());
		shift(moved, difference);
		for (const [appID, clock] of ofApps) if (moved.has(clock)) onSetBack?.(appID);
	}

	/** To the system's time, or for an app to the emulator's, which it follows from then on. */
	async function putBack(scope: Scope): Promise<number> {
		const clock = scope.clock();
		if (scope.appID !== undefined && clock.time === root.time) return 0;
		const since = generation;
		const time = hold(scope);
		try {
			return await move(scope, time, scope.appID === undefined ? base.now() : root.now(), true);
		} finally {
			if (since === generation) {
				if (scope.appID !== undefined) clock.time = root.time;
				release(scope, time, { frozenAt: undefined, offset: 0 });
			}
		}
	}

	function restart(appID?: string): void {
		generation++;
		interrupt("OPERATION_NOT_ALLOWED");
		const restarted = appID === undefined ? [root, ...ofApps.values()] : [clockOf(appID)];
		const before = restarted.map((clock) => clock.now());
		if (appID === undefined) root.time = { frozenAt: undefined, offset: 0 };
		for (const [index, clock] of restarted.entries()) {
			clock.sleep();
			clock.time = root.time;
			shift([clock], clock.now() - (before[index] ?? clock.now()));
			clock.wakeInTime();
		}
		// Nobody has one that is not asked for again: the app may be gone.
		for (const [name, { queue }] of ofApps) if ((appID ?? name) === name && queue.size === 0) ofApps.delete(name);
	}

	function stateOf({ clock, clocks }: Scope, ranTimers?: number): ClockState {
		const { time } = clock();
		const now = clock().now();
		let pendingTimers = 0;
		for (const { queue } of clocks()) pendingTimers += queue.size;
		return {
			mode: time.frozenAt === undefined ? "real" : "frozen",
			now,
			iso: new Date(now).toISOString(),
			offset: time.frozenAt === undefined ? time.offset : now - base.now(),
			pendingTimers,
			...(ranTimers === undefined ? {} : { ranTimers }),
		};
	}

	function controlOf(scope: Scope): ClockControl {
		/** One after the other. */
		function inTurn(call: () => Promise<number>): Promise<ClockState> {
			const since = generation;
			const done = unlessInterrupted(last)
				.then(() => {
					if (generation !== since) throw interrupted("OPERATION_NOT_ALLOWED");
					return call();
				})
				.then((ran) => stateOf(scope, ran));
			last = done.catch(() => {});
			return done;
		}

		/** Moves to a time, then goes on or stands still. */
		async function moveTo(target: (now: number) => number, standsStill: boolean): Promise<number> {
			const to = target(scope.clock().now());
			const since = generation;
			const goesOn = scope.clock().time.frozenAt === undefined && !standsStill;
			const time = hold(scope);
			try {
				return await move(scope, time, to, false);
			} finally {
				if (goesOn && since === generation)
					release(scope, time, { frozenAt: undefined, offset: (time.frozenAt ?? to) - base.now() });
			}
		}

		return {
			state: () => stateOf(scope),
			async freeze(at) {
				const to = at === undefined ? undefined : millisecondsOf(at);
				return inTurn(() => moveTo((now) => to ?? now, true));
			},
			async set(instant) {
				const to = millisecondsOf(instant);
				return inTurn(() => moveTo(() => to, false));
			},
			async advance(ms) {
				if (!(ms >= 0 && ms <= lastInstant)) throw new RangeError(`cannot advance by ${ms} ms: give 0 or more`);
				return inTurn(() => moveTo((now) => millisecondsOf(now + ms), false));
			},
			resume: () =>
				inTurn(async () => {
					const { frozenAt } = scope.clock().time;
					if (frozenAt === undefined) return 0;
					release(scope, hold(scope), { frozenAt: undefined, offset: frozenAt - base.now() });
					return 0;
				}),
			reset: () =>
				inTurn(async () => {
					let ran = await putBack(scope);
					if (scope.appID === undefined) for (const appID of [...ofApps.keys()]) ran += await putBack(scopeOf(appID));
					return ran;
				}),
		};
	}

	return {
		control: { ...controlOf(ofEmulator), of: (appID) => controlOf(scopeOf(appID)) },
		clockOf,
		restart,
		atStart: (appID) => (appID === undefined ? base : root),
		close() {
			isClosed = true;
			for (const clock of [root, ...ofApps.values()]) {
				clock.time.frozenAt ??= clock.now();
				clock.sleep();
			}
			interrupt("EMULATOR_CLOSING");
		},
	};
}
