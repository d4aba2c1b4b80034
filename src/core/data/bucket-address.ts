import type { ObjectScope } from "../access/object-scope.ts";

/** Where a bucket is. */
export interface BucketAddress {
	readonly scope: ObjectScope;
	readonly bucketID: string;
}

/** cloud-rest, section 9; no `_` at the beginning (Kii guide, "Creating a Bucket"). */
export const bucketIDPattern = /^(?:CRYPTO:)?[a-zA-Z0-9-][a-zA-Z0-9_-]{1,63}$/;

/** REST reference, "Bucket of default type". */
export const reservedBucketIDs: readonly string[] = ["devices", "users", "installations", "internal", "things"];

/**
 * The bucket of a path. Before the ID its type may stand: `default:` (REST reference), which is `rw:` (recorded `Location`
 * headers), or `CRYPTO:` for an encrypted bucket of the JavaScript SDK.
 */
export function bucketAddress(scope: ObjectScope, text: string): BucketAddress {
	const [, type, bucketID] = /^(default|rw|crypto):(.*)$/is.exec(text) ?? [];
	if (type === undefined || bucketID === undefined) return { scope, bucketID: text };
	return { scope, bucketID: type.toLowerCase() === "crypto" ? `CRYPTO:${bucketID}` : bucketID };
}

/** `bucketType` of replies and pushes. */
export function bucketType({ bucketID }: BucketAddress): "rw" | "crypto" {
	return bucketID.startsWith("CRYPTO:") ? "crypto" : "rw";
}

/** The ID without the type that may stand before it. */
export function bareBucketID({ bucketID }: BucketAddress): string {
	return bucketID.replace(/^CRYPTO:/, "");
}

/** The bucket's part of a `Location`, with its type as recorded. */
export function typedBucketID({ bucketID }: BucketAddress): string {
	return bucketID.startsWith("CRYPTO:") ? bucketID : `rw:${bucketID}`;
}
