import { type AclResource, authorize, deleteAcl, requireManager } from "../access/acl.ts";
import { objectScopeContext, scopeKey } from "../access/object-scope.ts";
import { type Subject, subjectOf } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { onlyKnown } from "../only-admin.ts";
import { otherRequests } from "../other-requests.ts";
import type { Caller } from "../principal.ts";
import { inserted, read, recordKey, write } from "../records.ts";
import type { TopicAddress } from "./subscriber-folder.ts";
import { deleteTopicSubscribers } from "./subscription.ts";

/** A channel for messages; who subscribes to it gets them (Kii guide, "Push to User"). */
export interface Topic {
	readonly topicID: string;
	/** Who made it; undefined for the administrator. */
	readonly creator?: Subject | undefined;
	/** In Unix milliseconds. */
	readonly createdAt: number;
	/** When it was deleted, in Unix milliseconds, while its subscriptions are being ended: nobody finds such a topic. */
	readonly deletedAt?: number;
}

/** cloud-rest, section 9. */
export const topicIDPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Folder of the topics of a scope: records `{folder}/{topicID}`. */
export function topicFolder(appID: string, scope: TopicAddress["scope"]): string {
	return recordKey(appID, "topic", scopeKey(scope));
}

function topicKey(appID: string, { scope, topicID }: TopicAddress): string {
	return recordKey(appID, "topic", scopeKey(scope), topicID);
}

export function topicResource({ scope, topicID }: TopicAddress, { creator }: Topic): AclResource {
	return { kind: "topic", scope, ids: [topicID], creator };
}

/** `objectScope` and `topicID` of error bodies. */
export function topicContext(appID: string, { scope, topicID }: TopicAddress): Record<string, unknown> {
	return { topicID, ...objectScopeContext(appID, scope) };
}

export function topicNotFound(appID: string, address: TopicAddress): KiiError {
	return new KiiError("TOPIC_NOT_FOUND", `The topic ${address.topicID} was not found`, topicContext(appID, address));
}

/** Without a look at rights. @throws KiiError TOPIC_NOT_FOUND */
export async function getTopic(core: Core, appID: string, address: TopicAddress): Promise<Topic> {
	const topic = await read<Topic>(core, topicKey(appID, address));
	if (topic === undefined || topic.deletedAt !== undefined) throw topicNotFound(appID, address);
	return topic;
}

/**
 * Makes a topic (Kii guide, "Creating a Topic").
 * @throws KiiError UNAUTHORIZED without the scope's right CREATE_NEW_TOPIC, INVALID_INPUT_DATA for a topic ID that
 * cannot be, TOPIC_ALREADY_EXISTS
 */
export async function createTopic(core: Core, caller: Caller, address: TopicAddress): Promise<void> {
	const { appID, principal } = caller;
	const { scope, topicID } = address;
	const authorizeNow = () => authorize(core, caller, { kind: "scope", scope, ids: [] }, "CREATE_NEW_TOPIC");
	await authorizeNow();
	if (!topicIDPattern.test(topicID)) {
		throw invalidInput({ topicID: 'must have 1 to 64 letters, digits, "-" and "_"' });
	}
	const key = topicKey(appID, address);
	for (;;) {
		const topic: Topic = { topicID, creator: subjectOf(principal), createdAt: core.clockOf(appID).now() };
		if (await core.store.commit([inserted(key, topic)])) return;
		if ((await read<Topic>(core, key))?.deletedAt === undefined) break;
		// The subscriptions of a deleted topic of that name go first: else those to the new one would go with them.
		await otherRequests();
		await authorizeNow();
	}
	const message = `The topic ${topicID} already exists`;
	throw new KiiError("TOPIC_ALREADY_EXISTS", message, topicContext(appID, address));
}

/** That there is such a topic: anybody with a token of its own may ask. @throws KiiError UNAUTHORIZED, TOPIC_NOT_FOUND */
export async function requireTopic(core: Core, caller: Caller, address: TopicAddress): Promise<void> {
	onlyKnown(caller);
	await getTopic(core, caller.appID, address);
}

/**
 * Removes a topic with its ACL and its subscriptions.
 * @throws KiiError UNAUTHORIZED unless the caller made it, owns its scope or is the administrator; TOPIC_NOT_FOUND
 */
export async function deleteTopic(core: Core, caller: Caller, address: TopicAddress): Promise<void> {
	const { appID } = caller;
	onlyKnown(caller);
	const resource = topicResource(address, await getTopic(core, appID, address));
	await requireManager(core, caller, resource);
	const key = topicKey(appID, address);
	const entry = await core.store.get<Topic>(key);
	if (entry === undefined || entry.value.deletedAt !== undefined) throw topicNotFound(appID, address);
	// Only a deletion changes it: whoever else tried has deleted it.
	const mark = { key, value: { ...entry.value, deletedAt: core.clockOf(appID).now() }, expect: entry.version };
	if (!(await core.store.commit([mark]))) throw topicNotFound(appID, address);
	await deleteTopicSubscribers(core, appID, address);
	await deleteAcl(core, appID, resource);
	await write(core, { key, value: undefined });
}
