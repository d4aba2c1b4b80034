import type { Core } from "./context.ts";
import { newAccessToken } from "./identifiers.ts";
import { type Principal, wrongToken } from "./principal.ts";
import { read, recordKey, write } from "./records.ts";

/** Lifetime in seconds of a token that never expires, as Kii says it. */
export const neverExpires = 2_147_483_647;

export type TokenSubject =
	| { readonly kind: "anonymous" }
	| { readonly kind: "admin" }
	| { readonly kind: "user"; readonly userID: string }
	| { readonly kind: "thing"; readonly thingID: string };

interface TokenRecord {
	readonly subject: TokenSubject;
	/** Unix milliseconds; missing = never. */
	readonly expiresAt?: number;
}

export interface IssuedToken {
	readonly accessToken: string;
	/** Seconds. */
	readonly expiresIn: number;
}

// Stored under its digest: the store never holds a usable token, and looking one up takes no comparison of secrets.
function tokenKey(core: Core, appID: string, accessToken: string): string {
	return recordKey(appID, "token", core.secrets.digest(accessToken));
}

/** `expiresAt` in Unix milliseconds; without it the token never expires (Kii guide, "Signing in"). */
export async function issueToken(
	core: Core,
	appID: string,
	subject: TokenSubject,
	expiresAt?: number,
): Promise<IssuedToken> {
	const accessToken = newAccessToken(core.ids);
	const record: TokenRecord = expiresAt === undefined ? { subject } : { subject, expiresAt };
	await write(core, { key: tokenKey(core, appID, accessToken), value: record });
	const expiresIn =
		expiresAt === undefined
			? neverExpires
			: Math.max(0, Math.min(neverExpires, Math.floor((expiresAt - core.clock.now()) / 1000)));
	return { accessToken, expiresIn };
}

/** @throws KiiError WRONG_TOKEN when the token was never issued for this app or has expired */
export async function resolveToken(core: Core, appID: string, accessToken: string): Promise<Principal> {
	const record = await read<TokenRecord>(core, tokenKey(core, appID, accessToken));
	if (record === undefined || (record.expiresAt !== undefined && record.expiresAt <= core.clock.now())) {
		throw wrongToken(appID, accessToken);
	}
	return record.subject.kind === "anonymous" ? record.subject : { ...record.subject, accessToken };
}
