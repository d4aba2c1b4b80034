import { setImmediate as nextTurn } from "node:timers/promises";
import { UnderWay } from "../under-way.ts";

/** Runs one task at a time for each connection, in the order they came. */
export interface RequestQueue {
	/** `task` must not reject. Resolves when it is done. */
	run(connection: object, task: () => Promise<void>): Promise<void>;
	/** Resolves when nothing is left to be done. */
	drain(): Promise<void>;
}

/** The tasks of a connection. */
interface Line {
	/** Undefined when all are done. */
	last: Promise<void> | undefined;
}

/** Devices expect replies in the order of their requests, and calls that run at the same time finish out of order. */
export function createRequestQueue(): RequestQueue {
	const lines = new WeakMap<object, Line>();
	const underWay = new UnderWay();

	function lineOf(connection: object): Line {
		const line = lines.get(connection) ?? { last: undefined };
		lines.set(connection, line);
		return line;
	}

	return {
		run(connection, task) {
			const line = lineOf(connection);
			// A turn of the event loop between two: else a client's hundred requests would be one, with nobody else served.
			const ready = line.last === undefined ? Promise.resolve() : line.last.then(() => nextTurn());
			const done = ready.then(task).then(() => {
				if (line.last === done) line.last = undefined;
				underWay.end();
			});
			line.last = done;
			underWay.begin();
			return done;
		},
		drain: () => underWay.none(),
	};
}
