import { type App, findApp, findAppOfClient } from "./app.ts";
import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { passwordMatches } from "./password.ts";
import { findThingByVendorID, getThing, type Thing } from "./thing.ts";
import { issueToken, type TokenSubject } from "./token.ts";
import { findUserByLogin } from "./user.ts";

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
}

/**
 * Log-in of a user, a thing, the administrator or anonymously (cloud-rest, section 2). `grant_type` may be missing.
 * @param appID from the path or X-Kii-AppID; without it the app is the one `client_id` belongs to
 * @throws KiiError invalid_grant for wrong credentials, USER_DISABLED, THING_DISABLED, APP_NOT_FOUND, and
 * WRONG_REFRESH_TOKEN for every refresh token, because none is ever issued
 */
export async function login(core: Core, appID: string | undefined, request: LoginRequest): Promise<LoginReply> {
	const grant = request.grant_type ?? inferGrant(request);
	if (grant === "password") return loginWithPassword(core, appID, request);
	if (grant === "client_credentials") return loginWithClientCredentials(core, appID, request);
	if (grant === "refresh_token") throw new KiiError("WRONG_REFRESH_TOKEN", "The provided refresh token is not valid");
	throw grantRefused(`The grant type ${grant} is not supported`);
}

function inferGrant({ username, refresh_token }: LoginRequest): string {
	if (refresh_token !== undefined) return "refresh_token";
	return username === undefined ? "client_credentials" : "password";
}

async function loginWithPassword(core: Core, appID: string | undefined, request: LoginRequest): Promise<LoginReply> {
	if (appID === undefined) throw grantRefused("Send the header X-Kii-AppID, or use the token path of the app");
	const app = await findApp(core, appID);
	const { username = "", password = "" } = request;
	const thing = await findThingByLogin(core, app, username);
	if (thing !== undefined) {
		if (!passwordMatches(core, password, thing.passwordHash)) throw wrongCredentials();
		if (thing.disabled) throw new KiiError("THING_DISABLED", `Thing ${thing.thingID} is disabled`);
		return reply(core, app, { kind: "thing", thingID: thing.thingID }, thing.thingID, request.expiresAt);
	}
	const user = await findUserByLogin(core, app.appID, username);
	if (user?.passwordHash === undefined || !passwordMatches(core, password, user.passwordHash)) throw wrongCredentials();
	if (user.disabled) throw new KiiError("USER_DISABLED", `User ${user.userID} is disabled`);
	return reply(core, app, { kind: "user", userID: user.userID }, user.userID, request.expiresAt);
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
	if (app === undefined) throw wrongCredentials();
	if (clientID === app.appID) {
		// Real clients send "dummy" or nothing of use for the app key (real-clients 1.9).
		if (!anonymousAllowed(core, app, clientSecret)) throw wrongCredentials();
		return reply(core, app, { kind: "anonymous" }, app.appID, request.expiresAt);
	}
	if (clientID !== app.clientID || !core.secrets.equal(clientSecret, app.clientSecret)) throw wrongCredentials();
	return reply(core, app, { kind: "admin" }, app.clientID, request.expiresAt);
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
	expiresAt: number | undefined,
): Promise<LoginReply> {
	const token = await issueToken(core, app.appID, subject, expiresAt);
	return { id, access_token: token.accessToken, expires_in: token.expiresIn, token_type: "bearer" };
}

function wrongCredentials(): KiiError {
	return grantRefused("The user was not found or a wrong password was provided");
}

// evidence S16: errorCode and error_description are what the JavaScript SDK reads
function grantRefused(description: string): KiiError {
	return new KiiError("invalid_grant", description, { error: "invalid_grant", error_description: description });
}
