import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import type { Caller } from "../principal.ts";
import {
	type AclChanges,
	type AclResource,
	aclKey,
	changesOf,
	currentSubjects,
	incarnationOf,
	requireManager,
	subjectsOf,
	unchanged,
	withoutDeletedGroups,
} from "./acl.ts";
import { type AclVerb, aclVerbs, defaultSubjects } from "./default-acl.ts";
import { anonymousUser, requireSubject, type Subject } from "./subject.ts";

/**
 * The ACL, verb by verb; a verb that is permitted to nobody is not in it (live tests).
 * @throws KiiError UNAUTHORIZED unless the caller may see it (and change it)
 */
export async function getAcl(
	core: Core,
	caller: Caller,
	resource: AclResource,
): Promise<Partial<Record<AclVerb, Subject[]>>> {
	await requireManager(core, caller, resource);
	const changes = await changesOf(core, caller.appID, resource);
	const acl: Partial<Record<AclVerb, Subject[]>> = {};
	for (const verb of aclVerbs[resource.kind]) {
		const subjects = await currentSubjects(core, caller.appID, resource, verb, changes);
		if (subjects.length > 0) acl[verb] = subjects;
	}
	return acl;
}

/**
 * That there is an entry.
 * @throws KiiError UNAUTHORIZED, ACL_NOT_FOUND, and of the subject USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND
 */
export async function requireEntry(
	core: Core,
	caller: Caller,
	resource: AclResource,
	verb: AclVerb,
	subject: Subject,
): Promise<void> {
	const acl = await getAcl(core, caller, resource);
	await requireSubject(core, caller.appID, subject);
	if (!acl[verb]?.includes(subject)) throw aclNotFound(verb, subject);
}

/**
 * Adds an entry.
 * @throws KiiError UNAUTHORIZED, ACL_ALREADY_EXISTS, INVALID_INPUT_DATA for ANONYMOUS_USER and a topic (REST reference,
 * "ACL"), and of the subject USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND
 */
export async function grant(
	core: Core,
	caller: Caller,
	resource: AclResource,
	verb: AclVerb,
	subject: Subject,
): Promise<void> {
	await requireManager(core, caller, resource);
	if (resource.kind === "topic" && subject === anonymousUser) {
		throw invalidInput({ subject: "ANONYMOUS_USER cannot be used for topics" });
	}
	// First: a group that is deleted meanwhile gets nothing.
	const incarnation = await incarnationOf(core, caller.appID, subject);
	await requireSubject(core, caller.appID, subject);
	await change(core, caller.appID, resource, verb, (defaults, changes) => {
		const { granted, revoked, groups = [] } = changes;
		if (subjectsOf(defaults, changes, verb).includes(subject)) {
			throw new KiiError("ACL_ALREADY_EXISTS", `The ACL has an entry for ${verb} and ${subject} already`);
		}
		const others = groups.filter((group) => group.subject !== subject);
		return {
			...changes,
			...(incarnation === undefined ? {} : { groups: [...others, { subject, incarnation }] }),
			granted: defaults.includes(subject) ? granted : withSubject(granted, verb, subject),
			revoked: without(revoked, verb, subject),
		};
	});
}

/**
 * Takes an entry away. Of a subject that is not there (any more) it is not there either (evidence S25).
 * @throws KiiError UNAUTHORIZED, ACL_NOT_FOUND, OPERATION_NOT_ALLOWED for the one the creator has from the start
 */
export async function revoke(
	core: Core,
	caller: Caller,
	resource: AclResource,
	verb: AclVerb,
	subject: Subject,
): Promise<void> {
	await requireManager(core, caller, resource);
	await change(core, caller.appID, resource, verb, (defaults, changes) => {
		const { granted, revoked } = changes;
		if (subject === resource.creator && defaults.includes(subject)) {
			throw new KiiError("OPERATION_NOT_ALLOWED", "The creator's own entry cannot be removed");
		}
		if (!subjectsOf(defaults, changes, verb).includes(subject)) throw aclNotFound(verb, subject);
		return {
			...changes,
			granted: without(granted, verb, subject),
			revoked: defaults.includes(subject) ? withSubject(revoked, verb, subject) : revoked,
		};
	});
}

function aclNotFound(verb: string, subject: string): KiiError {
	return new KiiError("ACL_NOT_FOUND", `The ACL has no entry for ${verb} and ${subject}`);
}

async function change(
	core: Core,
	appID: string,
	resource: AclResource,
	verb: AclVerb,
	apply: (defaults: readonly Subject[], changes: AclChanges) => AclChanges,
): Promise<void> {
	const key = aclKey(appID, resource);
	for (;;) {
		const entry = await core.store.get<AclChanges>(key);
		const defaults = await defaultSubjects(core, appID, resource.scope, verb, resource.creator);
		const value = apply(defaults, await withoutDeletedGroups(core, appID, entry?.value ?? unchanged));
		if (await core.store.commit([{ key, value, expect: entry?.version ?? 0 }])) return;
	}
}

type Entries = AclChanges["granted"];

function withSubject(entries: Entries, verb: AclVerb, subject: Subject): Entries {
	return { ...entries, [verb]: [...(entries[verb] ?? []), subject] };
}

function without(entries: Entries, verb: AclVerb, subject: Subject): Entries {
	return { ...entries, [verb]: (entries[verb] ?? []).filter((other) => other !== subject) };
}
