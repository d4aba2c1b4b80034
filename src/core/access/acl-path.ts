import type { Core } from "../context.ts";
import { bucketResource, getBucket } from "../data/bucket.ts";
import { getObject, type KiiObject, objectResource } from "../data/object-record.ts";
import { invalidInput } from "../errors.ts";
import { onlyKnown } from "../only-admin.ts";
import type { Caller } from "../principal.ts";
import { getTopic, topicResource } from "../push/topic.ts";
import type { AclResource } from "./acl.ts";
import { type AclVerb, aclVerbs } from "./default-acl.ts";
import type { ObjectScope } from "./object-scope.ts";
import { parseSubject, type Subject } from "./subject.ts";

/** What stands before `/acl` in a path: a scope, and in it a bucket, an object of it or a topic. */
export interface AclPath {
	readonly scope: ObjectScope;
	readonly bucketID?: string | undefined;
	readonly objectID?: string | undefined;
	readonly topicID?: string | undefined;
}

/** What stands behind it. */
export interface EntryPath {
	readonly verb: string;
	/** `UserID:…`, `GroupID:…` or `ThingID:…`. */
	readonly subject: string;
}

/** What an {@link AclPath} leads to. */
export interface AclTarget {
	readonly resource: AclResource;
	/** For an object only. */
	readonly object?: KiiObject;
}

/** @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, TOPIC_NOT_FOUND; UNAUTHORIZED without a token of one's own */
export async function findAcl(core: Core, caller: Caller, path: AclPath): Promise<AclTarget> {
	const { appID } = caller;
	const { scope, bucketID, objectID, topicID } = path;
	onlyKnown(caller);
	if (topicID !== undefined) {
		const address = { scope, topicID };
		return { resource: topicResource(address, await getTopic(core, appID, address)) };
	}
	if (bucketID === undefined) return { resource: { kind: "scope", scope, ids: [] } };
	const address = { scope, bucketID };
	if (objectID === undefined) return { resource: bucketResource(address, await getBucket(core, appID, address)) };
	const object = await getObject(core, appID, address, objectID);
	return { resource: objectResource(address, object), object };
}

/** @throws KiiError INVALID_INPUT_DATA for a verb that is none of the resource's */
export function verbOf({ kind }: AclResource, text: string): AclVerb {
	const verbs: readonly AclVerb[] = aclVerbs[kind];
	const verb = verbs.find((name) => name === text);
	if (verb === undefined) throw invalidInput({ ACLVerb: `must be one of ${verbs.join(", ")}` });
	return verb;
}

/** @throws KiiError INVALID_INPUT_DATA */
export function subjectAt(text: string): Subject {
	const subject = parseSubject(text);
	if (subject === undefined) {
		throw invalidInput({ subject: 'must begin with "UserID:", "GroupID:" or "ThingID:"' });
	}
	return subject;
}
