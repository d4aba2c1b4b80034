import type { MovableClock, Time } from "./movable-clock.ts";
import { isBefore, type QueuedTimer, type TimerQueue } from "./timer-queue.ts";

interface Next {
	readonly timer: QueuedTimer;
	readonly queue: TimerQueue;
}

/**
 * Moves a time that is held to `end`. What falls due on its clocks runs in the order of its due time, `now()` being that time;
 * what was overdue runs at the time that it is. Everything settles before the first, between any two, and after the last.
 * @param clocks asked again each time: there may be more of them
 * @returns how many timers ran
 * @throws what the first callback that failed has thrown, when all have run
 */
export async function runUntil(
	end: number,
	time: Time,
	clocks: () => Iterable<MovableClock>,
	settle: (work: Promise<void> | undefined, ran: number) => Promise<void>,
): Promise<number> {
	const errors: unknown[] = [];
	let work: Promise<void> | undefined;
	let ran = 0;
	for (;;) {
		await settle(work, ran);
		const next = earliest(clocks(), end);
		if (next === undefined) break;
		next.queue.remove(next.timer);
		time.frozenAt = Math.max(time.frozenAt ?? end, next.timer.due);
		ran++;
		work = run(next.timer, errors);
	}
	time.frozenAt = Math.max(time.frozenAt ?? end, end);
	if (errors.length > 0) throw errors[0];
	return ran;
}

async function run({ callback }: QueuedTimer, errors: unknown[]): Promise<void> {
	try {
		await callback();
	} catch (error) {
		errors.push(error);
	}
}

function earliest(clocks: Iterable<MovableClock>, end: number): Next | undefined {
	let next: Next | undefined;
	for (const { queue } of clocks) {
		const timer = queue.first;
		if (timer === undefined || timer.due > end) continue;
		if (next === undefined || isBefore(timer, next.timer)) next = { timer, queue };
	}
	return next;
}
