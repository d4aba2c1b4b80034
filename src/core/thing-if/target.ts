import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { type Caller, refused } from "../principal.ts";
import { findThing, type Thing } from "../thing.ts";
import { mayUseThing } from "../thing-access.ts";
import { parseTypedID } from "../typed-id.ts";

/**
 * The thing a `/targets/{target}` path names: `thing:{thingID}` or `thing:VENDOR_THING_ID:{id}`.
 * @throws KiiError TARGET_NOT_FOUND
 */
export async function findTarget(core: Core, appID: string, target: string): Promise<Thing> {
	const typed = parseTypedID(target);
	if (typed?.type === "thing") {
		const thing = await findThing(core, appID, typed.id).catch(() => undefined);
		if (thing !== undefined) return thing;
	}
	throw new KiiError("TARGET_NOT_FOUND", `Target ${target} not found`, { target, appID });
}

/** As {@link findTarget}, for a caller that is the thing, its gateway, an owner of it, or the administrator. @throws KiiError UNAUTHORIZED, WRONG_TOKEN */
export async function accessTarget(core: Core, caller: Caller, target: string): Promise<Thing> {
	const { principal } = caller;
	// Nobody without a token learns which things exist.
	if (principal.kind === "none" || principal.kind === "anonymous") throw refused(caller);
	const thing = await findTarget(core, caller.appID, target);
	if (!(await mayUseThing(core, caller, thing))) throw refused(caller);
	return thing;
}
