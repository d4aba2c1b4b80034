import { type Caller, unauthorized } from "./principal.ts";

/** @throws KiiError UNAUTHORIZED (401) for a caller that is not the administrator of the app */
export function onlyAdmin(caller: Caller): void {
	if (caller.principal.kind !== "admin") throw unauthorized(caller);
}

/** @throws KiiError UNAUTHORIZED (401) for a caller without a token of a user, a thing or the administrator */
export function onlyKnown(caller: Caller): void {
	const { kind } = caller.principal;
	if (kind === "none" || kind === "anonymous") throw unauthorized(caller);
}
