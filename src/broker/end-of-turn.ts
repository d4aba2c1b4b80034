let waiting: (() => void)[] = [];
let due: (() => void)[] = [];
let isTicking = false;
let turn = 0;
let isCounting = false;

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

/** Number of this turn of the event loop: those of two turns differ by one at the most when they are one behind the other. */
export function numberOfTurn(): number {
	if (!isCounting) {
		isCounting = true;
		setImmediate(nextTurn);
	}
	return turn;
}

function nextTurn(): void {
	turn++;
	// Nobody counts the turns in which nobody asks: one more number stands for all of them.
	setImmediate(stopCounting);
}

function stopCounting(): void {
	turn++;
	isCounting = false;
}
