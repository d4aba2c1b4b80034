import type { Core } from "../context.ts";
import type { Caller } from "../principal.ts";
import { getAcl, requireEntry } from "./acl-entries.ts";
import { type AclPath, type EntryPath, findAcl, subjectAt, verbOf } from "./acl-path.ts";
import { subjectView } from "./subject.ts";

type SubjectView = Record<string, string>;

/**
 * The whole ACL as replies show it: verb by verb, without those permitted to nobody (live tests).
 * @throws KiiError UNAUTHORIZED, BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, TOPIC_NOT_FOUND
 */
export async function showAcl(core: Core, caller: Caller, path: AclPath): Promise<Record<string, SubjectView[]>> {
	const { resource } = await findAcl(core, caller, path);
	const acl = await getAcl(core, caller, resource);
	return Object.fromEntries(Object.entries(acl).map(([verb, subjects]) => [verb, subjects.map(subjectView)]));
}

/** Whom one verb permits, perhaps nobody. @throws KiiError as {@link showAcl}; INVALID_INPUT_DATA for another's verb */
export async function showVerb(core: Core, caller: Caller, path: AclPath, verb: string): Promise<SubjectView[]> {
	const { resource } = await findAcl(core, caller, path);
	const acl = await getAcl(core, caller, resource);
	return (acl[verbOf(resource, verb)] ?? []).map(subjectView);
}

/**
 * The subject of an entry that is there.
 * @throws KiiError as {@link showVerb}; ACL_NOT_FOUND, USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND
 */
export async function showEntry(core: Core, caller: Caller, path: AclPath, entry: EntryPath): Promise<SubjectView> {
	const { resource } = await findAcl(core, caller, path);
	const subject = subjectAt(entry.subject);
	await requireEntry(core, caller, resource, verbOf(resource, entry.verb), subject);
	return subjectView(subject);
}
