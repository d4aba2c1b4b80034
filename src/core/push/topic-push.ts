import { authorize } from "../access/acl.ts";
import type { Core } from "../context.ts";
import { newPushMessageID } from "../identifiers.ts";
import type { Caller } from "../principal.ts";
import { deliverToSubscribers } from "./deliver.ts";
import { topicFields } from "./message-fields.ts";
import { messagePayloads } from "./message-payloads.ts";
import { parsePushMessage } from "./push-message.ts";
import { type TopicAddress, topicSubscribers } from "./subscriber-folder.ts";
import { getTopic, topicResource } from "./topic.ts";

/**
 * Push to user: sends a message to everybody who has subscribed to a topic (cloud-rest, 4.6).
 * @throws KiiError TOPIC_NOT_FOUND; UNAUTHORIZED without the topic's right SEND_MESSAGE_TO_TOPIC; INVALID_INPUT_DATA
 */
export async function pushToTopic(
	core: Core,
	caller: Caller,
	address: TopicAddress,
	body: unknown,
): Promise<{ pushMessageID: string }> {
	const { appID, principal } = caller;
	const topic = await getTopic(core, appID, address);
	await authorize(core, caller, topicResource(address, topic), "SEND_MESSAGE_TO_TOPIC");
	const message = parsePushMessage(body);
	const payloads = messagePayloads(
		message,
		topicFields({ appID, principal, when: core.clockOf(appID).now() }, address, message),
	);
	const pushMessageID = newPushMessageID(core.idsOf(appID));
	await deliverToSubscribers(core, topicSubscribers(appID, address), {
		appID,
		kind: "PUSH_TO_USER",
		pushMessageID,
		payloads,
	});
	return { pushMessageID };
}
