/**
 * Freezes a JSON value and everything in it. A value that is frozen already is taken to be frozen throughout, so a record
 * of which little changed costs little.
 */
export function deepFreeze(value: unknown): void {
	// No recursion: a client chooses how deep its JSON goes.
	const open = [value];
	while (open.length > 0) {
		const next = open.pop();
		if (typeof next !== "object" || next === null || Object.isFrozen(next)) continue;
		Object.freeze(next);
		for (const inner of Object.values(next)) open.push(inner);
	}
}
