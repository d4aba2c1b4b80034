import type { Core } from "./context.ts";
import { invalidInput } from "./errors.ts";

/** `bestEffortLimit` and `paginationKey` of Kii's list calls, as they came in the query string. */
export interface ListRequest {
	readonly bestEffortLimit?: string | undefined;
	readonly paginationKey?: string | undefined;
}

const defaultLimit = 100;
/** The most that a page holds. */
export const maxLimit = 200;

/** A key that sorts records of one folder of an app by a time in Unix milliseconds, by default that of their making. */
export function orderKey(core: Core, appID: string, at = core.clockOf(appID).now()): string {
	return `${timePrefix(at)}-${String(core.sequence(appID)).padStart(9, "0")}`;
}

/** What the order keys of a time begin with. */
export function timePrefix(at: number): string {
	return String(Math.trunc(Math.min(Math.max(at, 0), 999_999_999_999_999))).padStart(15, "0");
}

/**
 * One page of a folder.
 * @throws KiiError INVALID_INPUT_DATA for a limit that is no positive number or a key that no reply has given
 */
export async function listPage<T>(
	core: Core,
	folder: string,
	request: ListRequest,
): Promise<{ values: T[]; nextPaginationKey?: string }> {
	const limit = limitOf(request.bestEffortLimit);
	const after = request.paginationKey ? `${folder}/${decodeKey(request.paginationKey)}` : undefined;
	const entries = await core.store.list<T>(folder, { limit: limit + 1, ...(after === undefined ? {} : { after }) });
	const values = entries.slice(0, limit).map(({ value }) => value);
	const last = entries[limit - 1];
	if (entries.length <= limit || last === undefined) return { values };
	return { values, nextPaginationKey: paginationKeyOf(last.key.slice(folder.length + 1)) };
}

/** How many a page holds. @throws KiiError INVALID_INPUT_DATA */
export function limitOf(given: unknown, byDefault = defaultLimit): number {
	if (given === undefined || given === null || given === "") return byDefault;
	// Anything else in JSON need not even have a text.
	const text = typeof given === "number" || typeof given === "string" ? `${given}` : "";
	if (!/^\d+$/.test(text)) throw invalidInput({ bestEffortLimit: "must be a positive integer" });
	return Math.min(Number(text) || byDefault, maxLimit);
}

/** `name` is the last part of the key of the last entry of the page. */
export function paginationKeyOf(name: string): string {
	return btoa(name).replaceAll("=", "");
}

/** The name in a pagination key. @throws KiiError INVALID_INPUT_DATA */
export function decodeKey(paginationKey: string): string {
	try {
		const key = atob(paginationKey);
		if (/^[\d-]+$/.test(key)) return key;
	} catch {}
	throw invalidInput({ paginationKey: "must be the nextPaginationKey of an earlier reply" });
}
