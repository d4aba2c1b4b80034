import { appParameters } from "./app-parameters.ts";
import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { newAccessToken } from "./identifiers.ts";
import {
	keepToken,
	ownHolder,
	refreshTokenKey,
	sharedHolder,
	type TokenHolder,
	tokenDigestKey,
	tokenKey,
} from "./kept-tokens.ts";
import type { Write } from "./ports.ts";
import { type Principal, wrongToken } from "./principal.ts";
import { inserted, read } from "./records.ts";
import { type Thing, thingKey } from "./thing.ts";
import { type User, userDisabled, userKey } from "./user.ts";

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
	/** Of a user's token: the `tokenGeneration` of the user when it was issued, 0 if missing. */
	readonly generation?: number;
}

interface RefreshTokenRecord extends TokenRecord {
	/** Key of the access token that ends with it. */
	readonly accessTokenKey: string;
}

export interface IssuedToken {
	readonly accessToken: string;
	/** Seconds. */
	readonly expiresIn: number;
	readonly refreshToken?: string;
}

export interface TokenRequest {
	/** Unix milliseconds. Without it the app's default holds, by default for ever (Kii guide, "Signing in"). */
	readonly expiresAt?: number | undefined;
	/** The `tokenGeneration` of the user whose password was right: a token is void if it has changed meanwhile. */
	readonly generation?: number | undefined;
}

/** A token that never expires, unless by `expiresAt` (Unix milliseconds), and cannot be refreshed. */
export async function issueToken(
	core: Core,
	appID: string,
	subject: TokenSubject,
	expiresAt?: number,
): Promise<IssuedToken> {
	const record = { subject, expiresAt, generation: await generationOf(core, appID, subject) };
	return store(core, appID, record, false, []);
}

/** The token of a log-in: with the expiry and, if the app has them, the refresh token that its parameters say. */
export async function issueLoginToken(
	core: Core,
	appID: string,
	subject: TokenSubject,
	request: TokenRequest,
	before: readonly Write[] = [],
): Promise<IssuedToken> {
	const parameters = await appParameters(core, appID);
	const generation = request.generation ?? (await generationOf(core, appID, subject));
	const now = core.clockOf(appID).now();
	const ends = (seconds: number) => (seconds >= neverExpires ? Number.POSITIVE_INFINITY : now + seconds * 1000);
	const wanted = request.expiresAt ?? ends(parameters.defaultTokenExpirationSeconds);
	const expiresAt = Math.min(wanted, ends(parameters.maxTokenExpirationSeconds));
	const refreshable = parameters.refreshTokenEnabled && subject.kind !== "anonymous";
	const record = { subject, expiresAt: Number.isFinite(expiresAt) ? expiresAt : undefined, generation };
	return store(core, appID, record, refreshable, before);
}

async function store(
	core: Core,
	appID: string,
	given: { readonly [Key in keyof Required<TokenRecord>]: TokenRecord[Key] | undefined } & { subject: TokenSubject },
	refreshable: boolean,
	before: readonly Write[],
): Promise<IssuedToken> {
	const { subject, expiresAt, generation = 0 } = given;
	const accessToken = newAccessToken(core.idsOf(appID));
	const key = tokenKey(core, appID, accessToken);
	const record: TokenRecord = {
		subject,
		...(expiresAt === undefined ? {} : { expiresAt }),
		...(generation === 0 ? {} : { generation }),
	};
	const refreshToken = refreshable ? newAccessToken(core.idsOf(appID)) : undefined;
	const keys = [key];
	const writes: Write[] = [...before, inserted(key, record)];
	if (refreshToken !== undefined) {
		const refreshKey = refreshTokenKey(core, appID, refreshToken);
		const { expiresAt: _ofTheAccessToken, ...others } = record;
		writes.push(inserted(refreshKey, { ...others, accessTokenKey: key } satisfies RefreshTokenRecord));
		keys.push(refreshKey);
	}
	// Only the use of a refresh token expects anything: it has been used twice at once.
	if (!(await keepToken(core, appID, holderOf(subject, key), keys, writes))) throw wrongRefreshToken();
	return {
		accessToken,
		expiresIn:
			expiresAt === undefined
				? neverExpires
				: Math.max(0, Math.min(neverExpires, Math.floor((expiresAt - core.clockOf(appID).now()) / 1000))),
		...(refreshToken === undefined ? {} : { refreshToken }),
	};
}

/** A token that somebody has chosen, by its digest: the store never holds a usable one. */
export interface GivenToken {
	/** SHA-256 of the access token, in hex. */
	readonly digest: string;
	readonly subject: TokenSubject;
	/** Unix milliseconds; for ever if missing. */
	readonly expiresAt?: number | undefined;
}

/** Makes a token valid that was not issued here: that of a seed, or of an app that is put back to how it was made. */
export async function acceptToken(core: Core, appID: string, given: GivenToken): Promise<void> {
	const { digest, subject, expiresAt } = given;
	const generation = await generationOf(core, appID, subject);
	const record: TokenRecord = {
		subject,
		...(expiresAt === undefined ? {} : { expiresAt }),
		...(generation === 0 ? {} : { generation }),
	};
	const key = tokenDigestKey(appID, digest);
	await keepToken(core, appID, holderOf(subject, key), [key], [{ key, value: record }]);
}

/**
 * New tokens for a refresh token: it and its access token end (evidence S17).
 * @throws KiiError WRONG_REFRESH_TOKEN, USER_DISABLED, THING_DISABLED
 */
export async function refreshLogin(
	core: Core,
	appID: string,
	refreshToken: string,
	expiresAt: number | undefined,
): Promise<IssuedToken & { readonly subject: TokenSubject }> {
	const key = refreshTokenKey(core, appID, refreshToken);
	const entry = await core.store.get<RefreshTokenRecord>(key);
	if (entry === undefined || !(await isValid(core, appID, entry.value))) throw wrongRefreshToken();
	const { subject, accessTokenKey, generation } = entry.value;
	const ended = [
		{ key, value: undefined, expect: entry.version },
		{ key: accessTokenKey, value: undefined },
	];
	const issued = await issueLoginToken(core, appID, subject, { expiresAt, generation }, ended);
	return { ...issued, subject };
}

export function wrongRefreshToken(): KiiError {
	return new KiiError("WRONG_REFRESH_TOKEN", "The provided refresh token is not valid");
}

/**
 * Whose a token is.
 * @throws KiiError WRONG_TOKEN when it was never issued for this app, has expired or was revoked, or its user or thing is
 * gone; USER_DISABLED, THING_DISABLED
 */
export async function resolveToken(core: Core, appID: string, accessToken: string): Promise<Principal> {
	const key = tokenKey(core, appID, accessToken);
	const record = await read<TokenRecord>(core, key);
	if (record === undefined) throw wrongToken(appID, accessToken);
	if (!(await isValid(core, appID, record))) {
		// It will never be valid again.
		await core.store.commit([{ key, value: undefined }]);
		throw wrongToken(appID, accessToken);
	}
	return record.subject.kind === "anonymous" ? record.subject : { ...record.subject, accessToken };
}

/** @throws KiiError USER_DISABLED, THING_DISABLED */
async function isValid(core: Core, appID: string, record: TokenRecord): Promise<boolean> {
	const { subject, expiresAt, generation = 0 } = record;
	if (expiresAt !== undefined && expiresAt <= core.clockOf(appID).now()) return false;
	if (subject.kind === "user") {
		const user = await read<User>(core, userKey(appID, subject.userID));
		if (user?.disabled) throw userDisabled(appID, subject.userID);
		return user !== undefined && (user.tokenGeneration ?? 0) === generation;
	}
	if (subject.kind === "thing") {
		const thing = await read<Thing>(core, thingKey(appID, subject.thingID));
		if (thing?.disabled) throw thingDisabled(appID, subject.thingID);
		return thing !== undefined;
	}
	return true;
}

async function generationOf(core: Core, appID: string, subject: TokenSubject): Promise<number> {
	if (subject.kind !== "user") return 0;
	return (await read<User>(core, userKey(appID, subject.userID)))?.tokenGeneration ?? 0;
}

function holderOf(subject: TokenSubject, key: string): TokenHolder {
	if (subject.kind === "user") return ownHolder(`user:${subject.userID}`);
	return subject.kind === "thing" ? ownHolder(`thing:${subject.thingID}`) : sharedHolder(subject.kind, key);
}

export function thingDisabled(appID: string, thingID: string): KiiError {
	return new KiiError("THING_DISABLED", `Thing ${thingID} is disabled`, { thingID, appID });
}
