let waiting: (() => void)[] = [];
let due: (() => void)[] = [];
let isTicking = false;

/** Calls back when everything that this turn of the event loop brings has come: within two immediates. */
export function atEndOfTurn(callback: () => void): void {
	waiting.push(callback);
	if (isTicking) return;
	isTicking = true;
	setImmediate(tick);
}

// Two immediates for each callback would cost more than what most of them do.
function tick(): void {
	const now = due;
	due = waiting;
	waiting = [];
	isTicking = due.length > 0;
	if (isTicking) setImmediate(tick);
	for (const callback of now) callback();
}
