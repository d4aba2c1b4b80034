import { type App, findApp, findAppOfClient } from "./app.ts";
import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { countWrongPassword, forgetWrongPasswords, isLoginLocked } from "./login-lock.ts";
import { outOfScope } from "./out-of-scope.ts";
import { passwordMatches } from "./password.ts";
import { findThingByVendorID, getThing, type Thing } from "./thing.ts";
import {
	type IssuedToken,
	issueLoginToken,
	issueToken,
	refreshLogin,
	type TokenRequest,
	type TokenSubject,
	thingDisabled,
} from "./token.ts";
import type { TypedID } from "./typed-id.ts";
import { findUserByLogin, userDisabled } from "./user.ts";

export interface LoginRequest {
	readonly grant_type?: string | undefined;
	readonly username?: string | undefined;
	readonly password?: string | undefined;
	readonly client_id?: string | undefined;
	readonly client_secret?: string | undefined;
	readonly refresh_token?: string | undefined;
	/** Unix milliseconds. */
	readonly expiresAt?: number | undefined;
}

/** What `/oauth2/token` answers; `expires_in` in seconds. */
export interface LoginReply {
	readonly id?: string;
	readonly access_token: string;
	readonly expires_in: number;
	readonly token_type: "bearer";
	/** Where the app has refresh tokens enabled. */
	readonly refresh_token?: string;
}

/** Grants of sign-ins that are out of scope: the web one, and with a second factor (JavaScript SDK). */
const otherGrants = ["authorization_code", "mfa"];

/**
 * Log-in of a user, a thing, the administrator or anonymously (cloud-rest, section 2). `grant_type` may be missing.
 * @param appID from the path or X-Kii-AppID; without it the app is the one `client_id` belongs to
 * @throws KiiError invalid_grant for wrong credentials and for a log-in name that is locked, unsupported_grant_type,
 * WRONG_REFRESH_TOKEN, USER_DISABLED, THING_DISABLED, APP_NOT_FOUND; OPERATION_NOT_IMPLEMENTED for what is out of scope
 */
export async function login(core: Core, appID: string | undefined, request: LoginRequest): Promise<LoginReply> {
	const grant = request.grant_type ?? inferGrant(request);
	if (grant === "password") return loginWithPassword(core, appID, request);
	if (grant === "client_credentials") return loginWithClientCredentials(core, appID, request);
	if (grant === "refresh_token") return loginWithRefreshToken(core, appID, request);
	if (otherGrants.includes(grant)) throw outOfScope(`The grant type ${grant}`);
	throw grantRefused("The grant type is not supported", "unsupported_grant_type");
}

function inferGrant({ username, refresh_token }: LoginRequest): string {
	if (refresh_token !== undefined) return "refresh_token";
	return username === undefined ? "client_credentials" : "password";
}

async function loginWithPassword(core: Core, appID: string | undefined, request: LoginRequest): Promise<LoginReply> {
	if (appID === undefined) throw appMissing();
	const app = await findApp(core, appID);
	const { username = "", password = "" } = request;
	const thing = await findThingByLogin(core, app, username);
	if (thing !== undefined) {
		const { thingID } = thing;
		await checkCredentials(core, app, { type: "thing", id: thingID }, password, thing.passwordHash);
		if (thing.disabled) throw thingDisabled(app.appID, thingID);
		return reply(core, app, { kind: "thing", thingID }, thingID, request);
	}
	const user = await findUserByLogin(core, app.appID, username);
	if (user === undefined) throw wrongCredentials();
	const { userID } = user;
	await checkCredentials(core, app, { type: "user", id: userID }, password, user.passwordHash);
	if (user.disabled) throw userDisabled(app.appID, userID);
	return reply(core, app, { kind: "user", userID }, userID, { ...request, generation: user.tokenGeneration ?? 0 });
}

async function checkCredentials(
	core: Core,
	{ appID }: App,
	holder: TypedID,
	password: string,
	passwordHash: string | undefined,
): Promise<void> {
	// The C SDK's live test wants these very words (real-clients, 2).
	if (await isLoginLocked(core, appID, holder)) throw grantRefused("The login name is locked");
	if (passwordHash === undefined || !passwordMatches(core, password, passwordHash)) {
		await countWrongPassword(core, appID, holder);
		throw wrongCredentials();
	}
	await forgetWrongPasswords(core, appID, holder);
}

async function loginWithRefreshToken(
	core: Core,
	appID: string | undefined,
	request: LoginRequest,
): Promise<LoginReply> {
	if (appID === undefined) throw appMissing();
	const app = await findApp(core, appID);
	const { subject, ...issued } = await refreshLogin(core, app.appID, request.refresh_token ?? "", request.expiresAt);
	return replyOf(issued, principalID(app, subject));
}

function principalID(app: App, subject: TokenSubject): string {
	if (subject.kind === "user") return subject.userID;
	if (subject.kind === "thing") return subject.thingID;
	return subject.kind === "admin" ? app.clientID : app.appID;
}

async function findThingByLogin(core: Core, app: App, username: string): Promise<Thing | undefined> {
	const match = /^(VENDOR_THING_ID|THING_ID):(.+)$/is.exec(username);
	if (!match?.[1] || !match[2]) return undefined;
	if (match[1].toUpperCase() === "VENDOR_THING_ID") return findThingByVendorID(core, app.appID, match[2]);
	return getThing(core, app.appID, match[2]).catch(() => undefined);
}

async function loginWithClientCredentials(
	core: Core,
	appID: string | undefined,
	request: LoginRequest,
): Promise<LoginReply> {
	const { client_id: clientID = "", client_secret: clientSecret = "" } = request;
	const app = appID === undefined ? await findAppOfClient(core, clientID) : await findApp(core, appID);
	if (app === undefined) throw wrongClient();
	if (clientID === app.appID) {
		// Real clients send "dummy" or nothing of use for the app key (real-clients 1.9).
		if (!anonymousAllowed(core, app, clientSecret)) throw wrongClient();
		return replyOf(await issueToken(core, app.appID, { kind: "anonymous" }, request.expiresAt), app.appID);
	}
	if (clientID !== app.clientID || !core.secrets.equal(clientSecret, app.clientSecret)) throw wrongClient();
	return reply(core, app, { kind: "admin" }, app.clientID, request);
}

/** Whether an app key opens anonymous access; any does unless the setting `check-app-key` is on. */
export function anonymousAllowed(core: Core, app: App, appKey: string): boolean {
	return !core.settings.checkAppKey || core.secrets.equal(appKey, app.appKey);
}

async function reply(
	core: Core,
	app: App,
	subject: TokenSubject,
	id: string,
	request: TokenRequest,
): Promise<LoginReply> {
	return replyOf(await issueLoginToken(core, app.appID, subject, request), id);
}

function replyOf({ accessToken, expiresIn, refreshToken }: IssuedToken, id: string): LoginReply {
	return {
		id,
		access_token: accessToken,
		expires_in: expiresIn,
		token_type: "bearer",
		...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
	};
}

function appMissing(): KiiError {
	return grantRefused("Send the header X-Kii-AppID, or use the token path of the app");
}

function wrongClient(): KiiError {
	return grantRefused("The client was not found or a wrong secret was provided");
}

function wrongCredentials(): KiiError {
	return grantRefused("The user was not found or a wrong password was provided");
}

// evidence S16 and the REST reference, "Facebook": errorCode, error_description, error
function grantRefused(
	description: string,
	error: "invalid_grant" | "unsupported_grant_type" = "invalid_grant",
): KiiError {
	return new KiiError(error, description, { error, error_description: description });
}
