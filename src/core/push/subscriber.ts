import { scopeOwners } from "../access/default-acl.ts";
import { resolveScope } from "../access/object-scope.ts";
import { isSubject, type Subject } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { onlyKnown } from "../only-admin.ts";
import { type Caller, unauthorized } from "../principal.ts";
import type { TypedID } from "../typed-id.ts";

/** Who a path below `/push/subscriptions` names: without an ID the caller itself. */
export interface SubscriberPath {
	readonly kind: "users" | "things";
	readonly id?: string | undefined;
}

/**
 * The user or thing whose subscription a call is about, for those who may make it: itself and the administrator (REST
 * reference, "Subscribed user", "Subscribed thing"), and the owners of a thing, in whose name the JavaScript SDK calls.
 * @throws KiiError UNAUTHORIZED, USER_NOT_FOUND, THING_NOT_FOUND
 */
export async function resolveSubscriber(core: Core, caller: Caller, path: SubscriberPath): Promise<TypedID> {
	const { principal } = caller;
	// Nobody without a token learns which users and things exist.
	onlyKnown(caller);
	if (path.id === undefined) {
		if (path.kind === "users" && principal.kind === "user") return { type: "user", id: principal.userID };
		if (path.kind === "things" && principal.kind === "thing") return { type: "thing", id: principal.thingID };
		throw unauthorized(caller);
	}
	const named = await resolveScope(core, caller, path.kind === "users" ? { user: path.id } : { thing: path.id });
	if (named.type === "app" || !(await mayActFor(core, caller, named))) throw unauthorized(caller);
	return named;
}

async function mayActFor(core: Core, caller: Caller, subscriber: TypedID): Promise<boolean> {
	if (caller.principal.kind === "admin") return true;
	for (const owner of await scopeOwners(core, caller.appID, subscriber)) {
		if (await isSubject(core, caller, owner)) return true;
	}
	return false;
}

/** `UserID:…` or `ThingID:…`, as `subject` in error bodies. */
export function subscriberSubject({ type, id }: TypedID): Subject {
	return type === "thing" ? `ThingID:${id}` : `UserID:${id}`;
}
