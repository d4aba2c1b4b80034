import { type ObjectScope, scopeKey } from "./access/object-scope.ts";
import type { Core } from "./context.ts";
import { uninstallAllOf } from "./installation.ts";
import { forgetTokens } from "./kept-tokens.ts";
import { forgetWrongPasswords } from "./login-lock.ts";
import { deleteSubscriptionsOf } from "./push/subscription.ts";
import { recordKey } from "./records.ts";
import { removeOwnerEverywhere } from "./thing.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

/** Every kind of record whose key goes on with a scope (`scopeKey`). */
const scopedKinds = [
	"acl",
	"bucket",
	"object",
	"object-body",
	"object-upload",
	"ownership-request",
	"topic",
	"topic-subscriber",
	"bucket-subscriber",
];

/** Removes what belongs to a user, group or thing that is deleted: scope, installations, subscriptions, ownerships, tokens. */
export async function forgetOwner(core: Core, appID: string, owner: TypedID): Promise<void> {
	const scope: ObjectScope = owner;
	for (const kind of scopedKinds) await core.store.clear(recordKey(appID, kind, scopeKey(scope)));
	await core.blobs.clear(recordKey(appID, "object-body", scopeKey(scope)));
	await uninstallAllOf(core, appID, owner);
	await deleteSubscriptionsOf(core, appID, owner);
	await removeOwnerEverywhere(core, appID, owner);
	await forgetTokens(core, appID, typedIDText(owner));
	await forgetWrongPasswords(core, appID, owner);
}
