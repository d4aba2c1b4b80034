/** A call that moves a clock, or waits for its turn to. */
export interface Moving {
	readonly appID: string | undefined;
	/** Set by a restart of what it moves. */
	isInterrupted: boolean;
	/** Why it is to end where it has come to. */
	cancelled?: Error;
	/** To when it moves, and how many timers it has run so far. */
	progress?: { readonly to: number; ran: number };
	readonly done: Promise<unknown>;
	/** Ends what it waits for. */
	reject?: ((reason: Error) => void) | undefined;
}

const whys = {
	EMULATOR_CLOSING: "the emulator is closing",
	OPERATION_NOT_ALLOWED: "everything was put back by a reset",
};

/** Why a clock is not moved any more. `code` is that of the API's error. */
export function interrupted(code: "EMULATOR_CLOSING" | "OPERATION_NOT_ALLOWED", why = whys[code]): Error {
	return Object.assign(new Error(`The clock was not moved to the end: ${why}`), { code });
}

/** Has a call end where it has come to. */
export function cancelMove(moving: Moving, reason: Error): void {
	moving.cancelled ??= reason;
	moving.reject?.(reason);
}
