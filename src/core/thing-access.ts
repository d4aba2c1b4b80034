import type { Core } from "./context.ts";
import { onlyKnown } from "./only-admin.ts";
import { type Caller, type Principal, refused, unauthorized } from "./principal.ts";
import { findThing, type Thing } from "./thing.ts";

/** Whether somebody owns a thing or is the administrator. */
export function mayManageThing(principal: Principal, thing: Thing): boolean {
	return principal.kind === "admin" || (principal.kind === "user" && thing.owners.includes(`user:${principal.userID}`));
}

/** Whether somebody owns a thing, is the thing, is the gateway of that end node, or is the administrator. */
export function mayUseThing(principal: Principal, thing: Thing): boolean {
	return (
		mayManageThing(principal, thing) ||
		(principal.kind === "thing" &&
			(principal.thingID === thing.thingID || principal.thingID === thing.gateway?.thingID))
	);
}

/**
 * The thing of a path `/things/{thing}`, for those whom `allowed` lets pass.
 * @param api which of the APIs the call is of: `/api` refuses with 401 UNAUTHORIZED, Thing-IF with 403 WRONG_TOKEN
 * @throws KiiError UNAUTHORIZED, WRONG_TOKEN, THING_NOT_FOUND
 */
export async function accessThing(
	core: Core,
	caller: Caller,
	identifier: string,
	api: "api" | "thing-if",
	allowed: (principal: Principal, thing: Thing) => boolean = mayUseThing,
): Promise<Thing> {
	const { principal, appID } = caller;
	// Nobody without a token learns which things exist.
	onlyKnown(caller);
	const thing = await findThing(core, appID, identifier);
	if (!allowed(principal, thing)) throw api === "api" ? unauthorized(caller) : refused(caller);
	return thing;
}
