import type { Core } from "../context.ts";
import { getGroup } from "../group/group.ts";
import { getThing } from "../thing.ts";
import type { ObjectScope } from "./object-scope.ts";
import { anonymousUser, anyAuthenticatedUser, type Subject } from "./subject.ts";

export type ResourceKind = "scope" | "bucket" | "object" | "topic";

/** The verbs of each kind of resource, in the order of Kii's guides. */
export const aclVerbs = {
	scope: ["CREATE_NEW_BUCKET", "CREATE_NEW_TOPIC"],
	bucket: [
		"QUERY_OBJECTS_IN_BUCKET",
		"READ_OBJECTS_IN_BUCKET",
		"CREATE_OBJECTS_IN_BUCKET",
		"DROP_BUCKET_WITH_ALL_CONTENT",
	],
	object: ["READ_EXISTING_OBJECT", "WRITE_EXISTING_OBJECT"],
	topic: ["SUBSCRIBE_TO_TOPIC", "SEND_MESSAGE_TO_TOPIC"],
} as const satisfies Record<ResourceKind, readonly string[]>;

export type AclVerb = (typeof aclVerbs)[ResourceKind][number];

/** Whom the app scope permits what (Kii guides, "Scope/Bucket/KiiObject/Topic Access Control"). */
const appDefaults: Readonly<Record<AclVerb, readonly Subject[]>> = {
	CREATE_NEW_BUCKET: [anyAuthenticatedUser],
	CREATE_NEW_TOPIC: [],
	QUERY_OBJECTS_IN_BUCKET: [anyAuthenticatedUser, anonymousUser],
	READ_OBJECTS_IN_BUCKET: [anyAuthenticatedUser, anonymousUser],
	CREATE_OBJECTS_IN_BUCKET: [anyAuthenticatedUser],
	DROP_BUCKET_WITH_ALL_CONTENT: [anyAuthenticatedUser],
	READ_EXISTING_OBJECT: [anyAuthenticatedUser, anonymousUser],
	WRITE_EXISTING_OBJECT: [anyAuthenticatedUser],
	SUBSCRIBE_TO_TOPIC: [anyAuthenticatedUser],
	SEND_MESSAGE_TO_TOPIC: [],
};

/** Those who own a scope: nobody the app's, a user its own, the owner a group's, a thing and its owners a thing's. */
export async function scopeOwners(core: Core, appID: string, scope: ObjectScope): Promise<readonly Subject[]> {
	switch (scope.type) {
		case "app":
			return [];
		case "user":
			return [`UserID:${scope.id}`];
		case "group": {
			const { owner } = await getGroup(core, appID, scope.id);
			return owner === undefined ? [] : [`UserID:${owner}`];
		}
		case "thing": {
			const { owners } = await getThing(core, appID, scope.id);
			return [
				`ThingID:${scope.id}`,
				...owners.map((owner): Subject => {
					const id = owner.slice(owner.indexOf(":") + 1);
					return owner.startsWith("group:") ? `GroupID:${id}` : `UserID:${id}`;
				}),
			];
		}
	}
}

/** Whom a verb permits as long as nobody has changed the ACL (Kii guides, "Securing Data"). */
export async function defaultSubjects(
	core: Core,
	appID: string,
	scope: ObjectScope,
	verb: AclVerb,
	creator: Subject | undefined,
): Promise<readonly Subject[]> {
	if (scope.type === "app") {
		// Of the app's topics the guide "Creating a Topic" lets their creator send, who need not be the administrator.
		const topic: boolean = aclVerbs.topic.some((name) => name === verb);
		return topic && creator !== undefined ? [...appDefaults[verb], creator] : appDefaults[verb];
	}
	const owners = await scopeOwners(core, appID, scope);
	const members: Subject[] =
		scope.type === "group" && verb !== "DROP_BUCKET_WITH_ALL_CONTENT" ? [`GroupID:${scope.id}`] : [];
	return [...new Set([...members, ...owners, ...(creator === undefined ? [] : [creator])])];
}
