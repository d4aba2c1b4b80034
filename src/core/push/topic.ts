import type { AclResource } from "../access/acl.ts";
import { objectScopeContext, scopeKey } from "../access/object-scope.ts";
import type { Subject } from "../access/subject.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { read, recordKey } from "../records.ts";
import type { TopicAddress } from "./subscriber-folder.ts";

/** A channel for messages; who subscribes to it gets them (Kii guide, "Push to User"). */
export interface Topic {
	readonly topicID: string;
	/** Who made it; undefined for the administrator. */
	readonly creator?: Subject | undefined;
	/** In Unix milliseconds. */
	readonly createdAt: number;
}

export function topicResource({ scope, topicID }: TopicAddress, { creator }: Topic): AclResource {
	return { kind: "topic", scope, ids: [topicID], creator };
}

/** Without a look at rights. @throws KiiError TOPIC_NOT_FOUND */
export async function getTopic(core: Core, appID: string, address: TopicAddress): Promise<Topic> {
	const { scope, topicID } = address;
	const topic = await read<Topic>(core, recordKey(appID, "topic", scopeKey(scope), topicID));
	if (topic !== undefined) return topic;
	const context = { topicID, ...objectScopeContext(appID, scope) };
	throw new KiiError("TOPIC_NOT_FOUND", `The topic ${topicID} was not found`, context);
}
