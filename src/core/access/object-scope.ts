import type { Core } from "../context.ts";
import { getGroup } from "../group/group.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { findThing } from "../thing.ts";
import { findUser } from "../user.ts";

/** To what a bucket or topic belongs: the app, or a user, group or thing of it (Kii guide, "Scopes"). */
export type ObjectScope = { readonly type: "app" } | { readonly type: "user" | "group" | "thing"; readonly id: string };

export const appScope: ObjectScope = { type: "app" };

/** `APP`, `APP_AND_USER`, … as errors and pushes name it. */
export function scopeType({ type }: ObjectScope): string {
	return type === "app" ? "APP" : `APP_AND_${type.toUpperCase()}`;
}

/** `app` or `user:{userID}`: the scope's part in keys of the store. */
export function scopeKey(scope: ObjectScope): string {
	return scope.type === "app" ? "app" : `${scope.type}:${scope.id}`;
}

/** `users/{userID}/`, nothing for the app: the scope's part in `/api` paths and `kiicloud://` URIs. */
export function scopePath(scope: ObjectScope): string {
	return scope.type === "app" ? "" : `${scope.type}s/${scope.id}/`;
}

/** `objectScope` of error bodies (cloud-rest, section 8). */
export function objectScopeContext(appID: string, scope: ObjectScope): Record<string, unknown> {
	const id = scope.type === "app" ? {} : { [`${scope.type}ID`]: scope.id };
	return { objectScope: { appID, ...id, type: scopeType(scope) } };
}

/** What stands before `/topics` or `/buckets` in a path. */
export interface ScopeIdentifiers {
	/** A user ID, `me`, or `LOGIN_NAME:…`, `EMAIL:…`, `PHONE:…`. */
	readonly user?: string | undefined;
	readonly group?: string | undefined;
	/** A thing ID or `VENDOR_THING_ID:…`. */
	readonly thing?: string | undefined;
}

/**
 * The scope of a path.
 * @throws KiiError USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND; UNAUTHORIZED for `me` without a user's token
 */
export async function resolveScope(core: Core, caller: Caller, path: ScopeIdentifiers): Promise<ObjectScope> {
	const { appID, principal } = caller;
	if (path.user !== undefined) {
		if (path.user.toLowerCase() !== "me") {
			return { type: "user", id: (await findUser(core, appID, path.user)).userID };
		}
		if (principal.kind !== "user") throw unauthorized(caller);
		return { type: "user", id: principal.userID };
	}
	if (path.group !== undefined) return { type: "group", id: (await getGroup(core, appID, path.group)).groupID };
	if (path.thing !== undefined) return { type: "thing", id: (await findThing(core, appID, path.thing)).thingID };
	return appScope;
}
