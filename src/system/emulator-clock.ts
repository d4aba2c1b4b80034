import { setImmediate as nextTurn } from "node:timers/promises";
import type { Activity, Clock, ClockControl, ClockState, EmulatorClock } from "../core/ports.ts";
import { lastInstant, millisecondsOf } from "./instant.ts";
import { MovableClock, type Time } from "./movable-clock.ts";
import { cancelMove, interrupted, type Moving } from "./moving.ts";
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
	 * delay. What is moving such a clock rejects; what moves that of another app, or of all, goes on.
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

/** Makes the clocks of an emulator, which go with `base` until they are moved. */
export function createEmulatorClock(options: EmulatorClockOptions): EmulatorClocks {
	const { base, activity, onSetBack } = options;
	const root = new MovableClock(base, { frozenAt: undefined, offset: 0 });
	const ofApps = new Map<string, MovableClock>();
	let isClosed = false;
	/** Calls to move a clock, in the order in which they came. */
	const moves = new Set<Moving>();

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
	async function unlessInterrupted(moving: Moving, work: Promise<unknown>): Promise<void> {
		throwIfInterrupted(moving);
		await new Promise<void>((resolve, reject) => {
			moving.reject = reject;
			const done = () => resolve();
			work.then(done, done);
		});
		moving.reject = undefined;
	}

	function throwIfInterrupted({ isInterrupted, cancelled }: Moving): void {
		if (isClosed) throw interrupted("EMULATOR_CLOSING");
		if (isInterrupted) throw interrupted("OPERATION_NOT_ALLOWED");
		if (cancelled !== undefined) throw cancelled;
	}

	function interrupt(code: Parameters<typeof interrupted>[0], appID?: string): void {
		for (const moving of moves) {
			if (appID !== undefined && moving.appID !== appID) continue;
			moving.isInterrupted = true;
			moving.reject?.(interrupted(code));
		}
	}

	async function settle(scope: Scope, moving: Moving, work: Promise<void> | undefined): Promise<void> {
		const { appID } = scope;
		if (work !== undefined) await unlessInterrupted(moving, work);
		do {
			if (activity.count(appID) > 0) await unlessInterrupted(moving, activity.settled(appID));
			for (let turn = 0; turn < settlingTurns; turn++) await nextTurn();
		} while (activity.count(appID) > 0);
		throwIfInterrupted(moving);
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
	async function move(moving: Moving, scope: Scope, time: Time, to: number, jumps: boolean): Promise<number> {
		const difference = to - (time.frozenAt ?? to);
		if (difference < 0 || jumps) time.frozenAt = to;
		if (difference < 0) setBack(scope, difference);
		const progress = { to, ran: 0 };
		moving.progress = progress;
		return runUntil(to, time, scope.clocks, (work, ran) => {
			progress.ran = ran;
			return settle(scope, moving, work);
		});
	}

	function setBack({ clocks }: Scope, difference: number): void {
		const moved = new Set(clocks());
		shift(moved, difference);
		for (const [appID, clock] of ofApps) if (moved.has(clock)) onSetBack?.(appID);
	}

	/** To the system's time, or for an app to the emulator's, which it follows from then on. */
	async function putBack(moving: Moving, scope: Scope): Promise<number> {
		const clock = scope.clock();
		if (scope.appID !== undefined && clock.time === root.time) return 0;
		const time = hold(scope);
		try {
			return await move(moving, scope, time, scope.appID === undefined ? base.now() : root.now(), true);
		} finally {
			if (!moving.isInterrupted) {
				if (scope.appID !== undefined) clock.time = root.time;
				release(scope, time, { frozenAt: undefined, offset: 0 });
			}
		}
	}

	function restart(appID?: string): void {
		interrupt("OPERATION_NOT_ALLOWED", appID);
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

	function stateOf({ clock, clocks, appID }: Scope, ranTimers?: number): ClockState {
		const moving = [...moves].find((each) => each.appID === appID && each.progress !== undefined)?.progress;
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
			...(ranTimers !== undefined || moving === undefined ? {} : { ranTimers: moving.ran, movingTo: moving.to }),
		};
	}

	function controlOf(scope: Scope): ClockControl {
		/** One after the other, but for those of different apps. */
		async function inTurn(call: (moving: Moving) => Promise<number>, signal?: AbortSignal): Promise<ClockState> {
			signal?.throwIfAborted();
			const { appID } = scope;
			const isBefore = (other: Moving) => appID === undefined || (other.appID ?? appID) === appID;
			const before = [...moves].filter(isBefore).map(({ done }) => done);
			let end = () => {};
			const done = new Promise<void>((resolve) => {
				end = resolve;
			});
			const moving: Moving = { appID, isInterrupted: false, done };
			moves.add(moving);
			const onAbort = () => cancelMove(moving, signal?.reason);
			signal?.addEventListener("abort", onAbort);
			try {
				await unlessInterrupted(moving, Promise.all(before));
				throwIfInterrupted(moving);
				return stateOf(scope, await call(moving));
			} finally {
				signal?.removeEventListener("abort", onAbort);
				moves.delete(moving);
				end();
			}
		}

		/** Moves to a time, then goes on or stands still. */
		async function moveTo(moving: Moving, target: (now: number) => number, standsStill: boolean): Promise<number> {
			const to = target(scope.clock().now());
			const goesOn = scope.clock().time.frozenAt === undefined && !standsStill;
			const time = hold(scope);
			try {
				return await move(moving, scope, time, to, false);
			} finally {
				if (goesOn && !moving.isInterrupted)
					release(scope, time, { frozenAt: undefined, offset: (time.frozenAt ?? to) - base.now() });
			}
		}

		return {
			state: () => stateOf(scope),
			async freeze(at, signal) {
				const to = at === undefined ? undefined : millisecondsOf(at);
				return inTurn((moving) => moveTo(moving, (now) => to ?? now, true), signal);
			},
			async set(instant, signal) {
				const to = millisecondsOf(instant);
				return inTurn((moving) => moveTo(moving, () => to, false), signal);
			},
			async advance(ms, signal) {
				if (!(ms >= 0 && ms <= lastInstant)) throw new RangeError(`cannot advance by ${ms} ms: give 0 or more`);
				return inTurn((moving) => moveTo(moving, (now) => millisecondsOf(now + ms), false), signal);
			},
			cancel() {
				const where = new Date(scope.clock().now()).toISOString();
				for (const moving of moves) {
					if (moving.appID === scope.appID)
						cancelMove(moving, interrupted("OPERATION_NOT_ALLOWED", `it was cancelled at ${where}`));
				}
				return stateOf(scope);
			},
			resume: () =>
				inTurn(async () => {
					const { frozenAt } = scope.clock().time;
					if (frozenAt === undefined) return 0;
					release(scope, hold(scope), { frozenAt: undefined, offset: frozenAt - base.now() });
					return 0;
				}),
			reset: () =>
				inTurn(async (moving) => {
					let ran = await putBack(moving, scope);
					if (scope.appID !== undefined) return ran;
					for (const appID of [...ofApps.keys()]) ran += await putBack(moving, scopeOf(appID));
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
