import type { Core } from "../../context.ts";
import { newBodyID } from "../../identifiers.ts";
import type { BucketAddress } from "../bucket.ts";
import { objectBodyKey } from "../object-record.ts";

/** Where an object is. */
export interface ObjectAddress extends BucketAddress {
	readonly objectID: string;
}

/**
 * Key of the bytes that an object's record names by their version. Bytes are written under a new key and the record is
 * changed after that, so whoever reads the record finds the bytes that belong to it.
 */
export function bodyBytesKey(appID: string, address: ObjectAddress, versionID: string): string {
	return `${objectBodyKey(appID, address, address.objectID)}/${versionID}`;
}

/** Keeps bytes that no record names yet. @returns their version ID */
export async function keepBytes(core: Core, appID: string, address: ObjectAddress, bytes: Uint8Array): Promise<string> {
	const versionID = newBodyID(core.idsOf(appID));
	await core.blobs.put(bodyBytesKey(appID, address, versionID), bytes);
	return versionID;
}

/** Forgets bytes that no record names any more, or never will. */
export async function dropBytes(
	core: Core,
	appID: string,
	address: ObjectAddress,
	...versionIDs: readonly string[]
): Promise<void> {
	for (const versionID of versionIDs) await core.blobs.delete(bodyBytesKey(appID, address, versionID));
}
