import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { read, recordKey } from "../records.ts";
import { type AclVerb, aclVerbs, defaultSubjects, type ResourceKind, scopeOwners } from "./default-acl.ts";
import { type ObjectScope, scopeKey } from "./object-scope.ts";
import { isSubject, requireSubject, type Subject } from "./subject.ts";

/** Something with an ACL of its own. */
export interface AclResource {
	readonly kind: ResourceKind;
	readonly scope: ObjectScope;
	/** IDs below the scope: none for the scope itself, bucket ID, bucket and object ID, or topic ID. */
	readonly ids: readonly string[];
	/** Who made it; undefined for the administrator. */
	readonly creator?: Subject | undefined;
}

/** What differs from the default. Owners and members change: what nobody has touched is never stored. */
interface AclChanges {
	readonly granted: Readonly<Partial<Record<AclVerb, readonly Subject[]>>>;
	readonly revoked: Readonly<Partial<Record<AclVerb, readonly Subject[]>>>;
}

export function aclKey(appID: string, { kind, scope, ids }: AclResource): string {
	return recordKey(appID, "acl", scopeKey(scope), kind, ...ids);
}

async function subjectsOf(
	core: Core,
	appID: string,
	{ scope, creator }: AclResource,
	verb: AclVerb,
	changes: AclChanges | undefined,
): Promise<Subject[]> {
	const defaults = await defaultSubjects(core, appID, scope, verb, creator);
	const revoked = changes?.revoked[verb] ?? [];
	return [...defaults.filter((subject) => !revoked.includes(subject)), ...(changes?.granted[verb] ?? [])];
}

/** Whether the caller may do `verb` on the resource. The administrator may do everything. */
export async function allows(core: Core, caller: Caller, resource: AclResource, verb: AclVerb): Promise<boolean> {
	if (caller.principal.kind === "admin") return true;
	const changes = await read<AclChanges>(core, aclKey(caller.appID, resource));
	for (const subject of await subjectsOf(core, caller.appID, resource, verb, changes)) {
		if (await isSubject(core, caller, subject)) return true;
	}
	return false;
}

/** @throws KiiError UNAUTHORIZED unless the caller may do `verb` on the resource */
export async function authorize(core: Core, caller: Caller, resource: AclResource, verb: AclVerb): Promise<void> {
	if (!(await allows(core, caller, resource, verb))) throw unauthorized(caller);
}

/** The ACL, verb by verb. @throws KiiError UNAUTHORIZED unless the caller may see it (and change it) */
export async function getAcl(
	core: Core,
	caller: Caller,
	resource: AclResource,
): Promise<Partial<Record<AclVerb, Subject[]>>> {
	await requireManager(core, caller, resource);
	const changes = await read<AclChanges>(core, aclKey(caller.appID, resource));
	const acl: Partial<Record<AclVerb, Subject[]>> = {};
	for (const verb of aclVerbs[resource.kind]) {
		acl[verb] = await subjectsOf(core, caller.appID, resource, verb, changes);
	}
	return acl;
}

/**
 * Adds an entry.
 * @throws KiiError UNAUTHORIZED, ACL_ALREADY_EXISTS, and of the subject USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND
 */
export async function grant(
	core: Core,
	caller: Caller,
	resource: AclResource,
	verb: AclVerb,
	subject: Subject,
): Promise<void> {
	await requireManager(core, caller, resource);
	await requireSubject(core, caller.appID, subject);
	await change(core, caller.appID, resource, verb, (subjects, changes) => {
		if (subjects.includes(subject)) {
			throw new KiiError("ACL_ALREADY_EXISTS", `The ACL has an entry for ${verb} and ${subject} already`);
		}
		const { granted, revoked } = changes;
		if (revoked[verb]?.includes(subject)) return { granted, revoked: without(revoked, verb, subject) };
		return { granted: { ...granted, [verb]: [...(granted[verb] ?? []), subject] }, revoked };
	});
}

/**
 * Takes an entry away.
 * @throws KiiError UNAUTHORIZED, ACL_NOT_FOUND, OPERATION_NOT_ALLOWED for the creator's own (evidence S25)
 */
export async function revoke(
	core: Core,
	caller: Caller,
	resource: AclResource,
	verb: AclVerb,
	subject: Subject,
): Promise<void> {
	await requireManager(core, caller, resource);
	if (subject === resource.creator) {
		throw new KiiError("OPERATION_NOT_ALLOWED", "The creator's own entry cannot be removed");
	}
	await change(core, caller.appID, resource, verb, (subjects, changes) => {
		if (!subjects.includes(subject)) throw aclNotFound(verb, subject);
		const { granted, revoked } = changes;
		if (granted[verb]?.includes(subject)) return { granted: without(granted, verb, subject), revoked };
		return { granted, revoked: { ...revoked, [verb]: [...(revoked[verb] ?? []), subject] } };
	});
}

/** Forgets the changes made to the ACL of a resource that is deleted; of a bucket, also those of its objects. */
export async function deleteAcl(core: Core, appID: string, resource: AclResource): Promise<void> {
	await core.store.clear(aclKey(appID, resource));
	if (resource.kind === "bucket") await core.store.clear(aclKey(appID, { ...resource, kind: "object" }));
}

export function aclNotFound(verb: string, subject: string): KiiError {
	return new KiiError("ACL_NOT_FOUND", `The ACL has no entry for ${verb} and ${subject}`);
}

/** Of a scope and a bucket the scope's owners, of an object and a topic its creator, too (REST reference, "ACL"). */
async function requireManager(core: Core, caller: Caller, { kind, scope, creator }: AclResource): Promise<void> {
	if (caller.principal.kind === "admin") return;
	const managers = [...(await scopeOwners(core, caller.appID, scope))];
	if (creator !== undefined && (kind === "object" || kind === "topic")) managers.push(creator);
	for (const subject of managers) if (await isSubject(core, caller, subject)) return;
	throw unauthorized(caller);
}

async function change(
	core: Core,
	appID: string,
	resource: AclResource,
	verb: AclVerb,
	apply: (subjects: readonly Subject[], changes: AclChanges) => AclChanges,
): Promise<void> {
	const key = aclKey(appID, resource);
	for (;;) {
		const entry = await core.store.get<AclChanges>(key);
		const changes = entry?.value ?? { granted: {}, revoked: {} };
		const value = apply(await subjectsOf(core, appID, resource, verb, changes), changes);
		if (await core.store.commit([{ key, value, expect: entry?.version ?? 0 }])) return;
	}
}

function without(
	entries: AclChanges["granted"],
	verb: AclVerb,
	subject: Subject,
): Readonly<Partial<Record<AclVerb, readonly Subject[]>>> {
	return { ...entries, [verb]: (entries[verb] ?? []).filter((other) => other !== subject) };
}
