import { KiiError } from "./errors.ts";

/** Who makes a call. `none` gave no credentials; `anonymous` those of the app only. */
export type Principal =
	| { readonly kind: "none" }
	| { readonly kind: "anonymous" }
	| { readonly kind: "admin"; readonly accessToken: string }
	| { readonly kind: "user"; readonly userID: string; readonly accessToken: string }
	| { readonly kind: "thing"; readonly thingID: string; readonly accessToken: string };

/** A call's sender and circumstances. */
export interface Caller {
	readonly appID: string;
	readonly principal: Principal;
	/** Host name or address by which the caller reached the emulator, without port. */
	readonly reachedHost: string;
}

/** 401 for a missing token and for a missing right on `/api` (cloud-rest, section 8). */
export function unauthorized(caller: Caller): KiiError {
	const { principal } = caller;
	const id = principal.kind === "user" ? principal.userID : principal.kind === "thing" ? principal.thingID : undefined;
	return new KiiError("UNAUTHORIZED", "The user is not authorized to perform the requested operation", {
		authenticatedAppID: caller.appID,
		...(id === undefined ? {} : { authenticatedPrincipalID: id }),
	});
}

/** 403 for a token that is unknown, expired, or somebody else's (Thing-IF). */
export function wrongToken(appID: string, accessToken: string): KiiError {
	return new KiiError("WRONG_TOKEN", "The provided token is not valid", { appID, accessToken });
}

/** The right error for a principal that may not do a Thing-IF call: 401 without a token, else 403 WRONG_TOKEN. */
export function refused(caller: Caller): KiiError {
	const { principal } = caller;
	return principal.kind === "none" || principal.kind === "anonymous"
		? unauthorized(caller)
		: wrongToken(caller.appID, principal.accessToken);
}
