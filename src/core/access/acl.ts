import type { Core } from "../context.ts";
import { type Group, groupKey } from "../group/group.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { read, recordKey } from "../records.ts";
import { type AclVerb, aclVerbs, defaultSubjects, type ResourceKind, scopeOwners } from "./default-acl.ts";
import { type ObjectScope, scopeKey } from "./object-scope.ts";
import { inOrder, isSubject, type Subject } from "./subject.ts";

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
export interface AclChanges {
	readonly granted: Readonly<Partial<Record<AclVerb, readonly Subject[]>>>;
	readonly revoked: Readonly<Partial<Record<AclVerb, readonly Subject[]>>>;
	/** Which groups those in `granted` are: clients choose the IDs, and a deleted group's can become another's. */
	readonly groups?: readonly GrantedGroup[];
}

interface GrantedGroup {
	readonly subject: Subject;
	/** Of the group when it was granted something. */
	readonly incarnation: string;
}

export const unchanged: AclChanges = { granted: {}, revoked: {} };

export function aclKey(appID: string, { kind, scope, ids }: AclResource): string {
	return recordKey(appID, "acl", scopeKey(scope), kind, ...ids);
}

/** Whom a verb permits, given whom it permits by default. */
export function subjectsOf(defaults: readonly Subject[], changes: AclChanges, verb: AclVerb): Subject[] {
	const revoked = changes.revoked[verb] ?? [];
	const kept = defaults.filter((subject) => !revoked.includes(subject));
	return inOrder(new Set([...kept, ...(changes.granted[verb] ?? [])]));
}

export async function currentSubjects(
	core: Core,
	appID: string,
	resource: AclResource,
	verb: AclVerb,
	changes: AclChanges,
): Promise<Subject[]> {
	const defaults = await defaultSubjects(core, appID, resource.scope, verb, resource.creator);
	return subjectsOf(defaults, changes, verb);
}

export async function changesOf(core: Core, appID: string, resource: AclResource): Promise<AclChanges> {
	return withoutDeletedGroups(core, appID, (await read<AclChanges>(core, aclKey(appID, resource))) ?? unchanged);
}

/** What was granted to groups that have been deleted since is nobody's, not that of a later group of the same ID. */
export async function withoutDeletedGroups(core: Core, appID: string, changes: AclChanges): Promise<AclChanges> {
	const gone = new Set<Subject>();
	for (const { subject, incarnation } of changes.groups ?? []) {
		if ((await incarnationOf(core, appID, subject)) !== incarnation) gone.add(subject);
	}
	if (gone.size === 0) return changes;
	const granted: Partial<Record<AclVerb, readonly Subject[]>> = {};
	for (const verb of Object.values(aclVerbs).flat()) {
		const kept = changes.granted[verb]?.filter((subject) => !gone.has(subject));
		if (kept !== undefined) granted[verb] = kept;
	}
	return { ...changes, granted, groups: (changes.groups ?? []).filter(({ subject }) => !gone.has(subject)) };
}

/** What tells the group of a subject from others of the same ID; undefined for no group. */
export async function incarnationOf(core: Core, appID: string, subject: Subject): Promise<string | undefined> {
	if (!subject.startsWith("GroupID:")) return undefined;
	return (await read<Group>(core, groupKey(appID, subject.slice("GroupID:".length))))?.incarnation;
}

/** Whether the caller may do `verb` on the resource. The administrator may do everything. */
export async function allows(core: Core, caller: Caller, resource: AclResource, verb: AclVerb): Promise<boolean> {
	if (caller.principal.kind === "admin") return true;
	const changes = await changesOf(core, caller.appID, resource);
	for (const subject of await currentSubjects(core, caller.appID, resource, verb, changes)) {
		if (await isSubject(core, caller, subject)) return true;
	}
	return false;
}

/** @throws KiiError UNAUTHORIZED unless the caller may do `verb` on the resource */
export async function authorize(core: Core, caller: Caller, resource: AclResource, verb: AclVerb): Promise<void> {
	if (!(await allows(core, caller, resource, verb))) throw unauthorized(caller);
}

/** Forgets the changes made to the ACL of a resource that is deleted; of a bucket, also those of its objects. */
export async function deleteAcl(core: Core, appID: string, resource: AclResource): Promise<void> {
	await core.store.clear(aclKey(appID, resource));
	if (resource.kind === "bucket") await core.store.clear(aclKey(appID, { ...resource, kind: "object" }));
}

/**
 * Those who may see and change an ACL: of a scope and a bucket the scope's owners, of an object and a topic its creator,
 * too (REST reference, "ACL").
 * @throws KiiError UNAUTHORIZED for others than them and the administrator
 */
export async function requireManager(core: Core, caller: Caller, { kind, scope, creator }: AclResource): Promise<void> {
	if (caller.principal.kind === "admin") return;
	const managers = [...(await scopeOwners(core, caller.appID, scope))];
	if (creator !== undefined && (kind === "object" || kind === "topic")) managers.push(creator);
	for (const subject of managers) if (await isSubject(core, caller, subject)) return;
	throw unauthorized(caller);
}
