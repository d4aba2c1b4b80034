import { setImmediate as nextTurn } from "node:timers/promises";
import type { Activity } from "../core/ports.ts";
import { Counts } from "../counts.ts";

/** Everything that counts for `settled()`; no app has this name. */
const all = "";

/** Turns of the event loop without any work after which there is none. */
const quietTurns = 3;

/** Counters of the work under way, one for each app that has any. */
export function createActivity(): Activity {
	const counts = new Counts<string>();
	const waiting = new Map<string, (() => void)[]>();

	function add(appID: string | undefined, difference: 1 | -1): void {
		change(all, difference);
		if (appID !== undefined) change(appID, difference);
	}

	function change(name: string, difference: 1 | -1): void {
		if (counts.add(name, difference) !== 0) return;
		const resolve = waiting.get(name);
		if (resolve === undefined) return;
		waiting.delete(name);
		for (const each of resolve) each();
	}

	async function during<T>(appID: string | undefined, difference: 1 | -1, work: () => T | Promise<T>): Promise<T> {
		add(appID, difference);
		try {
			return await work();
		} finally {
			add(appID, difference === 1 ? -1 : 1);
		}
	}

	return {
		track(appID, work) {
			add(appID, 1);
			const ended = () => add(appID, -1);
			work.then(ended, ended);
			return work;
		},
		run: (appID, work) => during(appID, 1, work),
		pause: (appID, wait) => during(appID, -1, () => wait),
		async settled(appID = all) {
			// One may end some turns before what it has led to begins.
			for (let turn = 0; turn < quietTurns; turn++) {
				if (counts.of(appID) > 0) {
					turn = 0;
					await new Promise<void>((resolve) => waiting.set(appID, [...(waiting.get(appID) ?? []), resolve]));
				}
				await nextTurn();
			}
		},
		count: (appID = all) => counts.of(appID),
	};
}
