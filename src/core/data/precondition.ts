import { invalidInput, KiiError } from "../errors.ts";
import type { BucketAddress } from "./bucket-address.ts";
import { type KiiObject, objectContext } from "./object-record.ts";

/** What a client wants to hold for a write, by its headers. */
export interface Precondition {
	/** The object must have one of these versions; `*` stands for any. */
	readonly versions?: readonly string[];
	/** There must be no such object. */
	readonly absent?: boolean;
}

/**
 * The condition in `If-Match` and `If-None-Match`. Clients send the ETag as they got it or the bare `_version`.
 * @throws KiiError INVALID_INPUT_DATA for both headers together (REST reference), and for If-None-Match with anything but `*`
 */
export function parsePrecondition(ifMatch: string | undefined, ifNoneMatch: string | undefined): Precondition {
	if (ifMatch !== undefined && ifNoneMatch !== undefined) {
		throw invalidInput({ "If-Match": "cannot be set together with If-None-Match" });
	}
	if (ifNoneMatch !== undefined) {
		if (versionOf(ifNoneMatch) !== "*") throw invalidInput({ "If-None-Match": "must be *" });
		return { absent: true };
	}
	return ifMatch === undefined ? {} : { versions: ifMatch.split(",").map(versionOf) };
}

/** The version in an entity tag: strong, weak, or without its quotes. */
function versionOf(tag: string): string {
	const text = tag.trim().replace(/^W\//i, "");
	return text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** @throws KiiError OBJECT_ALREADY_EXISTS, OBJECT_VERSION_IS_STALE */
export function requirePrecondition(
	{ versions, absent }: Precondition,
	appID: string,
	address: BucketAddress,
	{ objectID, version }: KiiObject,
): void {
	const context = objectContext(appID, address, objectID);
	if (absent) throw new KiiError("OBJECT_ALREADY_EXISTS", `The object ${objectID} already exists`, context);
	if (versions === undefined || versions.includes("*") || versions.includes(String(version))) return;
	throw new KiiError("OBJECT_VERSION_IS_STALE", `The version of the object ${objectID} is not the given one`, context);
}
