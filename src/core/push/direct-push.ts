import type { ObjectScope } from "../access/object-scope.ts";
import type { Core } from "../context.ts";
import { newPushMessageID } from "../identifiers.ts";
import { type Caller, type Principal, unauthorized } from "../principal.ts";
import type { TypedID } from "../typed-id.ts";
import { deliverToOwner } from "./deliver.ts";
import { directFields } from "./message-fields.ts";
import { messagePayloads } from "./message-payloads.ts";
import { parsePushMessage } from "./push-message.ts";

/**
 * Direct push: sends a message to the installations of a user or thing (cloud-rest, 4.6).
 * @throws KiiError UNAUTHORIZED unless the caller is the administrator or the receiver; INVALID_INPUT_DATA
 */
export async function pushDirectly(
	core: Core,
	caller: Caller,
	receiver: Exclude<ObjectScope, { type: "app" }>,
	body: unknown,
): Promise<{ pushMessageID: string }> {
	const { appID, principal } = caller;
	if (principal.kind !== "admin" && !isSelf(principal, receiver)) throw unauthorized(caller);
	const message = parsePushMessage(body);
	const payloads = messagePayloads(
		message,
		directFields({ appID, principal, when: core.clockOf(appID).now() }, receiver, message),
	);
	const pushMessageID = newPushMessageID(core.idsOf(appID));
	await deliverToOwner(core, receiver, { appID, kind: "DIRECT_PUSH", pushMessageID, payloads });
	return { pushMessageID };
}

function isSelf(principal: Principal, { type, id }: TypedID): boolean {
	if (principal.kind === "user") return type === "user" && id === principal.userID;
	return principal.kind === "thing" && type === "thing" && id === principal.thingID;
}
