import { type ObjectScope, scopePath, scopeType } from "../access/object-scope.ts";
import type { Principal } from "../principal.ts";
import type { TypedID } from "../typed-id.ts";
import type { BucketEvent } from "./bucket-event.ts";
import type { PushMessage } from "./push-message.ts";
import type { TopicAddress } from "./subscriber-folder.ts";

/** What Kii itself says in a message, by its long names. */
export type MessageFields = Readonly<Record<string, unknown>>;

/** By whom and when a message is sent. */
export interface Sending {
	readonly appID: string;
	readonly principal: Principal;
	/** Unix milliseconds. */
	readonly when: number;
}

/** Of a message to a topic (evidence S1; cloud-rest, 4.7b). */
export function topicFields(sending: Sending, { scope, topicID }: TopicAddress, message: PushMessage): MessageFields {
	const { flags } = message;
	return {
		...(flags.sendObjectScope ? objectScopeFields(sending.appID, scope) : {}),
		...(flags.sendTopicID ? { topic: topicID } : {}),
		sourceURI: `kiicloud://${scopePath(scope)}topics/${topicID}`,
		...senderFields(sending, message),
		...(flags.sendAppID ? { appID: sending.appID } : {}),
	};
}

/** Of a direct push to a user or thing: never with topic, scope or app ID (cloud-rest, 4.7c). */
export function directFields(sending: Sending, { type, id }: TypedID, message: PushMessage): MessageFields {
	return { sourceURI: `kiicloud://${type}s/${id}`, ...senderFields(sending, message) };
}

/** Of a change in a bucket, in the order of the documented example (cloud-rest, 4.7a). */
export function eventFields({ appID, principal, when }: Sending, event: BucketEvent): MessageFields {
	const { bucket, objectID, type } = event;
	const { scope, bucketID } = bucket;
	const encrypted = bucketID.startsWith(encryptedPrefix);
	const sender = senderOf(principal);
	const { objectScopeType, ...scopeIDs } = objectScopeFields(appID, scope);
	return {
		...(modifying.has(type) ? { modifiedAt: event.modifiedAt } : {}),
		origin: "EVENT",
		objectScopeType,
		bucketID: encrypted ? bucketID.slice(encryptedPrefix.length) : bucketID,
		type,
		when,
		// As the JavaScript SDK names the type of its encrypted buckets.
		bucketType: encrypted ? "crypto" : "rw",
		...(sender === undefined ? {} : { sender }),
		// With its prefix: the SDK's `objectWithURI` tells an encrypted bucket by it.
		sourceURI: `kiicloud://${scopePath(scope)}buckets/${bucketID}${objectID === undefined ? "" : `/objects/${objectID}`}`,
		appID,
		...scopeIDs,
		...(objectID === undefined ? {} : { objectID }),
	};
}

const encryptedPrefix = "CRYPTO:";

/** Events whose message says when the object was modified (iOS reference, `KiiMessage_OBJECT_MODIFIED_AT`). */
const modifying: ReadonlySet<string> = new Set([
	"DATA_OBJECT_CREATED",
	"DATA_OBJECT_UPDATED",
	"DATA_OBJECT_BODY_UPDATED",
]);

function objectScopeFields(appID: string, scope: ObjectScope): Record<string, string> {
	const owner = scope.type === "app" ? "" : `${scope.type.charAt(0).toUpperCase()}${scope.type.slice(1)}`;
	return {
		objectScopeAppID: appID,
		objectScopeType: scopeType(scope),
		...(scope.type === "app" ? {} : { [`objectScope${owner}ID`]: scope.id }),
	};
}

function senderFields({ principal, when }: Sending, { flags, pushMessageType }: PushMessage): MessageFields {
	const sender = flags.sendSender ? senderOf(principal) : undefined;
	const senderURI = senderURIOf(principal);
	return {
		...(sender === undefined ? {} : { sender }),
		...(senderURI === undefined ? {} : { senderURI }),
		...(flags.sendWhen ? { when } : {}),
		...(flags.sendOrigin ? { origin: "EXPLICIT" } : {}),
		...(pushMessageType === undefined ? {} : { type: pushMessageType }),
	};
}

/** The user or thing; the administrator is neither, and the documented message of one has no sender. */
function senderOf(principal: Principal): string | undefined {
	if (principal.kind === "user") return principal.userID;
	return principal.kind === "thing" ? principal.thingID : undefined;
}

function senderURIOf(principal: Principal): string | undefined {
	if (principal.kind === "admin") return "kiicloud://admins/APP_ADMIN";
	const id = senderOf(principal);
	return id === undefined ? undefined : `kiicloud://${principal.kind}s/${id}`;
}
