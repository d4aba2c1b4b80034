import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");

/** Frees everything that nothing refers to any more. */
export async function collectGarbage(): Promise<void> {
	// What a WeakRef gave out lives to the end of its turn.
	await nextTurn();
	gc();
	await nextTurn();
	gc();
}
