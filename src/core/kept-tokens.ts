import type { Core } from "./context.ts";
import { otherRequests } from "./other-requests.ts";
import { orderKey } from "./paging.ts";
import type { Write } from "./ports.ts";
import { inserted, recordKey } from "./records.ts";

/** Log-ins of a holder that are kept; beyond it the oldest end: by default tokens never expire, nothing else ends them. */
export interface TokenHolder {
	readonly name: string;
	readonly limit: number;
}

const ownLimit = 10_000;
// Everybody logs in as the same administrator or anonymously, often at once: 256 holders keep them from waiting for each
// other. The first of them is full when there are some 10,000 tokens in all.
const sharedLimit = 64;
const batch = 500;

/** @param name `user:…` or `thing:…`, as {@link forgetTokens} has it */
export function ownHolder(name: string): TokenHolder {
	return { name, limit: ownLimit };
}

export function sharedHolder(name: string, key: string): TokenHolder {
	return { name: `${name}:${key.slice(-2)}`, limit: sharedLimit };
}

// Stored under its digest: the store never holds a usable token, and looking one up takes no comparison of secrets.
export function tokenKey(core: Core, appID: string, accessToken: string): string {
	return tokenDigestKey(appID, core.secrets.digest(accessToken));
}

export function tokenDigestKey(appID: string, digest: string): string {
	return recordKey(appID, "token", digest);
}

export function refreshTokenKey(core: Core, appID: string, refreshToken: string): string {
	return recordKey(appID, "refresh-token", core.secrets.digest(refreshToken));
}

function orderFolder(appID: string, holder: string): string {
	return recordKey(appID, "token-order", holder);
}

function countKey(appID: string, holder: string): string {
	return recordKey(appID, "token-count", holder);
}

/**
 * Carries out `writes`, which make the records `keys` of one log-in, and ends the oldest log-in of the holder if there are
 * too many.
 * @returns false when an `expect` of `writes` does not hold any more
 */
export async function keepToken(
	core: Core,
	appID: string,
	{ name, limit }: TokenHolder,
	keys: readonly string[],
	writes: readonly Write[],
): Promise<boolean> {
	const folder = orderFolder(appID, name);
	const key = countKey(appID, name);
	for (;;) {
		const count = await core.store.get<number>(key);
		const before = count?.value ?? 0;
		const oldest = before < limit ? [] : await core.store.list<readonly string[]>(folder, { limit: 1 });
		const done = await core.store.commit([
			...writes,
			{ key, value: before + 1 - oldest.length, expect: count?.version ?? 0 },
			inserted(`${folder}/${orderKey(core, appID)}`, keys),
			...oldest.flatMap((entry) => [entry.key, ...entry.value]).map((each) => ({ key: each, value: undefined })),
		]);
		if (done) return true;
		if (!(await holds(core, writes))) return false;
	}
}

async function holds(core: Core, writes: readonly Write[]): Promise<boolean> {
	for (const { key, expect } of writes) {
		if (expect !== undefined && ((await core.store.get(key))?.version ?? 0) !== expect) return false;
	}
	return true;
}

/** Ends the tokens of a user or thing that is deleted: `user:…` or `thing:…`. */
export async function forgetTokens(core: Core, appID: string, holder: string): Promise<void> {
	const folder = orderFolder(appID, holder);
	for (;;) {
		const entries = await core.store.list<readonly string[]>(folder, { limit: batch });
		if (entries.length === 0) break;
		const keys = entries.flatMap((entry) => [entry.key, ...entry.value]);
		await core.store.commit(keys.map((key) => ({ key, value: undefined })));
		await otherRequests();
	}
	await core.store.commit([{ key: countKey(appID, holder), value: undefined }]);
}
