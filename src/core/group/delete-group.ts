import type { Core } from "../context.ts";
import { forgetOwner } from "../forget-owner.ts";
import { deleteGroupRecord } from "./group.ts";

/**
 * Deletes a group with its buckets and topics; things that it owned lose it as an owner (Kii guide, "Deleting a Group").
 * @throws KiiError GROUP_NOT_FOUND
 */
export async function deleteGroup(core: Core, appID: string, groupID: string): Promise<void> {
	// First: whoever comes later finds no group to make something in.
	await deleteGroupRecord(core, appID, groupID);
	await forgetOwner(core, appID, { type: "group", id: groupID });
}
