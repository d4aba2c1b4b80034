import { appParameters } from "./app-parameters.ts";
import type { Core } from "./context.ts";
import { read, recordKey, write } from "./records.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

interface Attempts {
	/** Wrong passwords in a row. */
	readonly failures: number;
	/** Unix milliseconds. */
	readonly lockedUntil?: number;
}

function lockKey(appID: string, holder: TypedID): string {
	return recordKey(appID, "login-lock", typedIDText(holder));
}

/** Whether a user or thing may not log in for now, whatever the password (real-clients, 2: "lock"). */
export async function isLoginLocked(core: Core, appID: string, holder: TypedID): Promise<boolean> {
	const attempts = await read<Attempts>(core, lockKey(appID, holder));
	if (attempts?.lockedUntil === undefined || attempts.lockedUntil <= core.clockOf(appID).now()) return false;
	return (await appParameters(core, appID)).maxLoginAttempts > 0;
}

/** Counts a wrong password; the one that reaches the app parameter maxLoginAttempts locks. */
export async function countWrongPassword(core: Core, appID: string, holder: TypedID): Promise<void> {
	const { maxLoginAttempts, loginLockPeriodSeconds } = await appParameters(core, appID);
	if (maxLoginAttempts === 0) return;
	const key = lockKey(appID, holder);
	for (;;) {
		const entry = await core.store.get<Attempts>(key);
		const now = core.clockOf(appID).now();
		const over = (entry?.value.lockedUntil ?? Number.POSITIVE_INFINITY) <= now;
		const failures = (over ? 0 : (entry?.value.failures ?? 0)) + 1;
		const locked = failures >= maxLoginAttempts;
		const value: Attempts = locked ? { failures, lockedUntil: now + loginLockPeriodSeconds * 1000 } : { failures };
		if (await core.store.commit([{ key, value, expect: entry?.version ?? 0 }])) return;
	}
}

/** The right password has been given, or the user or thing is deleted. */
export async function forgetWrongPasswords(core: Core, appID: string, holder: TypedID): Promise<void> {
	const key = lockKey(appID, holder);
	if ((await read(core, key)) !== undefined) await write(core, { key, value: undefined });
}
