import type { Core } from "../core/context.ts";
import { invalidInput } from "../core/errors.ts";
import type { IdentifierKind } from "../core/ports.ts";
import type { Caller } from "../core/principal.ts";
import { getThing } from "../core/thing.ts";
import { parseTypedID, type TypedID } from "../core/typed-id.ts";
import { getUser } from "../core/user.ts";

/** Where a seed is loaded: Kii's rules on a store beside the emulator's. */
export interface SeedTarget {
	readonly core: Core;
	/** Calls core with identifiers and a time that the document says. */
	as<T>(
		given: {
			readonly ids?: Readonly<Partial<Record<IdentifierKind, string | undefined>>>;
			readonly at?: number | undefined;
		},
		work: () => Promise<T>,
	): Promise<T>;
}

/** A call in the administrator's name. */
export function adminOf(appID: string): Caller {
	return { appID, principal: { kind: "admin", accessToken: "" }, reachedHost: "" };
}

/** A call in the name of `user:{userID}` or `thing:{thingID}`, the administrator's without. @throws KiiError */
export async function callerOf(core: Core, appID: string, creator: string | undefined): Promise<Caller> {
	if (creator === undefined) return adminOf(appID);
	const { type, id } = await userOrThing(core, appID, creator, "creator");
	const principal =
		type === "user"
			? ({ kind: "user", userID: id, accessToken: "" } as const)
			: ({ kind: "thing", thingID: id, accessToken: "" } as const);
	return { appID, principal, reachedHost: "" };
}

/** @throws KiiError INVALID_INPUT_DATA, USER_NOT_FOUND, THING_NOT_FOUND */
export async function userOrThing(core: Core, appID: string, text: string, field: string): Promise<TypedID> {
	const typed = parseTypedID(text);
	if (typed === undefined || typed.type === "group") {
		throw invalidInput({ [field]: "must be user:{userID} or thing:{thingID}" });
	}
	if (typed.type === "user") await getUser(core, appID, typed.id);
	else await getThing(core, appID, typed.id);
	return typed;
}
