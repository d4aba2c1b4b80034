import { type ObjectScope, scopeKey } from "./access/object-scope.ts";
import type { Core } from "./context.ts";
import { forgetPublicationsIn } from "./data/body/forget-publications.ts";
import type { Bucket } from "./data/bucket.ts";
import { uninstallAllOf } from "./installation.ts";
import { forgetTokens } from "./kept-tokens.ts";
import { forgetWrongPasswords } from "./login-lock.ts";
import { deleteBucketSubscribers, deleteSubscriptionsOf, deleteTopicSubscribers } from "./push/subscription.ts";
import { type Topic, topicFolder } from "./push/topic.ts";
import { type KeyKind, recordKey } from "./records.ts";
import { removeOwnerEverywhere } from "./thing.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

/** Every kind of record whose key goes on with a scope (`scopeKey`). */
const scopedKinds: readonly KeyKind[] = [
	"acl",
	"bucket",
	"object",
	"object-body",
	"object-publication",
	"object-upload",
	"ownership-request",
	"topic",
	"topic-subscriber",
	"bucket-subscriber",
];

/** Removes what belongs to a user, group or thing that is deleted: scope, installations, subscriptions, ownerships, tokens. */
export async function forgetOwner(core: Core, appID: string, owner: TypedID): Promise<void> {
	const scope: ObjectScope = owner;
	await forgetRecordsElsewhere(core, appID, scope);
	for (const kind of scopedKinds) await core.store.clear(recordKey(appID, kind, scopeKey(scope)));
	await core.blobs.clear(recordKey(appID, "object-body", scopeKey(scope)));
	await uninstallAllOf(core, appID, owner);
	await deleteSubscriptionsOf(core, appID, owner);
	await removeOwnerEverywhere(core, appID, owner);
	await forgetTokens(core, appID, typedIDText(owner));
	await forgetWrongPasswords(core, appID, owner);
}

/** What the buckets and topics of a scope have outside of it: the URLs of publications, and subscriptions under their subscribers. */
async function forgetRecordsElsewhere(core: Core, appID: string, scope: ObjectScope): Promise<void> {
	for (const { value } of await core.store.list<Bucket>(recordKey(appID, "bucket", scopeKey(scope)))) {
		const address = { scope, bucketID: value.bucketID };
		await forgetPublicationsIn(core, appID, address);
		await deleteBucketSubscribers(core, appID, address);
	}
	for (const { value } of await core.store.list<Topic>(topicFolder(appID, scope))) {
		await deleteTopicSubscribers(core, appID, { scope, topicID: value.topicID });
	}
}
