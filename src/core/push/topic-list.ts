import { allows } from "../access/acl.ts";
import type { ObjectScope } from "../access/object-scope.ts";
import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { onlyKnown } from "../only-admin.ts";
import { otherRequests } from "../other-requests.ts";
import { type ListRequest, limitOf, paginationKeyOf } from "../paging.ts";
import type { Caller } from "../principal.ts";
import { type Topic, topicFolder, topicIDPattern, topicResource } from "./topic.ts";

const batch = 200;

/** As the JavaScript SDK reads it: the key of the next page is `paginationKey` here. */
export interface TopicList {
	readonly topics: readonly { readonly topicID: string }[];
	readonly paginationKey?: string;
}

/**
 * The topics of a scope that the caller may subscribe to, in the order of their IDs (REST reference, "Topics").
 * @throws KiiError UNAUTHORIZED without a token of one's own, INVALID_INPUT_DATA for a limit or key that cannot be
 */
export async function listTopics(
	core: Core,
	caller: Caller,
	scope: ObjectScope,
	request: ListRequest,
): Promise<TopicList> {
	onlyKnown(caller);
	const limit = limitOf(request.bestEffortLimit);
	const folder = topicFolder(caller.appID, scope);
	const topics: { topicID: string }[] = [];
	let after = request.paginationKey ? `${folder}/${topicIDOf(request.paginationKey)}` : "";
	for (;;) {
		const entries = await core.store.list<Topic>(folder, { limit: batch, ...(after === "" ? {} : { after }) });
		for (const { key, value: topic } of entries) {
			after = key;
			if (topic.deletedAt !== undefined) continue;
			const { topicID } = topic;
			if (!(await allows(core, caller, topicResource({ scope, topicID }, topic), "SUBSCRIBE_TO_TOPIC"))) continue;
			const last = topics.at(-1);
			if (topics.length === limit && last !== undefined) {
				return { topics, paginationKey: paginationKeyOf(last.topicID) };
			}
			topics.push({ topicID });
		}
		if (entries.length < batch) return { topics };
		await otherRequests();
	}
}

function topicIDOf(paginationKey: string): string {
	try {
		const topicID = atob(paginationKey);
		if (topicIDPattern.test(topicID)) return topicID;
	} catch {}
	throw invalidInput({ paginationKey: "must be the paginationKey of an earlier reply" });
}
