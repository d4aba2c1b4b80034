import { KiiError } from "../../errors.ts";
import { type KiiObject, type ObjectBody, objectContext, objectETag } from "../object-record.ts";
import type { ObjectAddress } from "./body-bytes.ts";

/** ETag of a body: other bytes, other ETag, even after a deletion. */
export function bodyETag({ versionID }: ObjectBody): string {
	return `"${versionID}"`;
}

/** Whether a header `If-Match`, `If-None-Match` or `ETag` names one of the tags; clients leave the quotes out, too. */
export function namesETag(header: string, ...etags: readonly string[]): boolean {
	if (header.trim() === "*") return etags.length > 0;
	const bare = etags.map((etag) => etag.replaceAll('"', ""));
	return header.split(",").some((each) => bare.includes(each.trim().replace(/^W\//, "").replaceAll('"', "")));
}

/**
 * Whether a body may be changed under `If-Match`. The reference calls the value of a commit "the version of the object", so
 * that of the object is good, too.
 */
export function mayChange(object: KiiObject, ifMatch: string | undefined): boolean {
	const { body } = object;
	if (ifMatch === undefined) return true;
	if (ifMatch.trim() === "*") return body !== undefined;
	return namesETag(ifMatch, objectETag(object), ...(body ? [bodyETag(body)] : []));
}

export function bodyIsStale(appID: string, address: ObjectAddress): KiiError {
	const context = objectContext(appID, address, address.objectID);
	return new KiiError("OBJECT_VERSION_IS_STALE", "The body of the object has changed", context);
}

export function integrityNotAssured(appID: string, address: ObjectAddress, message: string): KiiError {
	const context = objectContext(appID, address, address.objectID);
	return new KiiError("OBJECT_BODY_INTEGRITY_NOT_ASSURED", message, context);
}
