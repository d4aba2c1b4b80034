import type { Core } from "../context.ts";
import { getGroup, isMember } from "../group/group.ts";
import type { Caller, Principal } from "../principal.ts";
import { getThing } from "../thing.ts";
import { getUser } from "../user.ts";

/** Who an ACL entry permits: `UserID:…`, `GroupID:…` or `ThingID:…`, spelt so. */
export type Subject = `${"UserID" | "GroupID" | "ThingID"}:${string}`;

/** Users and things with a token of their own (Kii guide, "ACL Entries"). */
export const anyAuthenticatedUser: Subject = "UserID:ANY_AUTHENTICATED_USER";
/** Everybody, with a token or without one (Kii guide, "ACL Entries"). */
export const anonymousUser: Subject = "UserID:ANONYMOUS_USER";

/** The subject of a path, with its prefix in any case. Undefined when it is none. */
export function parseSubject(text: string): Subject | undefined {
	const match = /^(user|group|thing)ID:(.+)$/is.exec(text);
	if (!match?.[1] || !match[2]) return undefined;
	const type = match[1].toLowerCase();
	return type === "user" ? `UserID:${match[2]}` : type === "group" ? `GroupID:${match[2]}` : `ThingID:${match[2]}`;
}

/** As ACL replies show it: `{"userID": …}`. */
export function subjectView(subject: Subject): Record<string, string> {
	const colon = subject.indexOf(":");
	const type = subject.slice(0, colon);
	return { [type.charAt(0).toLowerCase() + type.slice(1)]: subject.slice(colon + 1) };
}

/** Groups, things, users, and of the users the two special ones first: the order that live tests read. */
export function inOrder(subjects: Iterable<Subject>): Subject[] {
	const rank = (subject: Subject) =>
		subject === anyAuthenticatedUser || subject === anonymousUser ? "UserID" : subject;
	return [...subjects].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

/** The subject that somebody with a token of its own is. */
export function subjectOf(principal: Principal): Subject | undefined {
	if (principal.kind === "user") return `UserID:${principal.userID}`;
	if (principal.kind === "thing") return `ThingID:${principal.thingID}`;
	return undefined;
}

/** @throws KiiError USER_NOT_FOUND, GROUP_NOT_FOUND, THING_NOT_FOUND */
export async function requireSubject(core: Core, appID: string, subject: Subject): Promise<void> {
	if (subject === anyAuthenticatedUser || subject === anonymousUser) return;
	const id = subject.slice(subject.indexOf(":") + 1);
	if (subject.startsWith("UserID:")) await getUser(core, appID, id);
	else if (subject.startsWith("GroupID:")) await getGroup(core, appID, id);
	else await getThing(core, appID, id);
}

/** Whether an entry for `subject` is one for the caller. */
export async function isSubject(core: Core, { appID, principal }: Caller, subject: Subject): Promise<boolean> {
	const { kind } = principal;
	if (subject === anyAuthenticatedUser) return kind === "user" || kind === "thing";
	if (subject === anonymousUser) return true;
	if (subject.startsWith("GroupID:")) {
		return kind === "user" && isMember(core, appID, subject.slice("GroupID:".length), principal.userID);
	}
	return subject === subjectOf(principal);
}
