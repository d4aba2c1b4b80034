import { scopeKey } from "../../access/object-scope.ts";
import type { Core } from "../../context.ts";
import { otherRequests } from "../../other-requests.ts";
import { recordKey } from "../../records.ts";
import type { BucketAddress } from "../bucket-address.ts";

// Each publication is two records: one that its URL leads to, and in the folder of the bucket one that tells which those
// of a body are, with the key of the first as its value.

const batch = 500;

/** The URL names no app. */
export function publicationKey(publicationID: string): string {
	return `publication/${encodeURIComponent(publicationID)}`;
}

function publicationFolder(appID: string, { scope, bucketID }: BucketAddress): string {
	return recordKey(appID, "object-publication", scopeKey(scope), bucketID);
}

function keyPrefix(appID: string, address: BucketAddress, bodyID: string): string {
	return `${publicationFolder(appID, address)}/${bodyID}-`;
}

/** Key of the record that tells that this is a publication of this body. */
export function publicationOfBodyKey(
	appID: string,
	address: BucketAddress,
	bodyID: string,
	publicationID: string,
): string {
	return keyPrefix(appID, address, bodyID) + publicationID;
}

/** Ends the publications of a body that is gone. */
export async function forgetPublications(
	core: Core,
	appID: string,
	address: BucketAddress,
	bodyID: string,
): Promise<void> {
	await forget(core, publicationFolder(appID, address), keyPrefix(appID, address, bodyID));
}

/** Ends the publications of all bodies of a bucket. */
export async function forgetPublicationsIn(core: Core, appID: string, address: BucketAddress): Promise<void> {
	const folder = publicationFolder(appID, address);
	await forget(core, folder, `${folder}/`);
}

async function forget(core: Core, folder: string, prefix: string): Promise<void> {
	for (;;) {
		const page = await core.store.list<string>(folder, { after: prefix, limit: batch });
		const found = page.filter(({ key }) => key.startsWith(prefix));
		if (found.length === 0) return;
		await core.store.commit(found.flatMap(({ key, value }) => [key, value]).map((key) => ({ key, value: undefined })));
		if (found.length < batch) return;
		await otherRequests();
	}
}
