import { setImmediate as nextTurn } from "node:timers/promises";

/** Runs one task at a time for each connection, in the order they came. */
export interface RequestQueue {
	/** `task` must not reject. Resolves when it is done. */
	run(connection: object, task: () => Promise<void>): Promise<void>;
	/** Resolves when everything taken so far is done. */
	drain(): Promise<void>;
}

/** Devices expect replies in the order of their requests, and calls that run at the same time finish out of order. */
export function createRequestQueue(): RequestQueue {
	const last = new WeakMap<object, Promise<void>>();
	const pending = new Set<Promise<void>>();
	return {
		run(connection, task) {
			const before = last.get(connection);
			// A turn of the event loop between two: else a client's hundred requests would be one, with nobody else served.
			const ready = before === undefined ? Promise.resolve() : before.then(() => nextTurn());
			const done = ready.then(task).then(() => {
				pending.delete(done);
				if (last.get(connection) === done) last.delete(connection);
			});
			last.set(connection, done);
			pending.add(done);
			return done;
		},
		async drain() {
			await Promise.all(pending);
		},
	};
}
