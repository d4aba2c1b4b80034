import type { Core } from "../../context.ts";
import { invalidInput, KiiError } from "../../errors.ts";
import { newPublicationID } from "../../identifiers.ts";
import type { Caller } from "../../principal.ts";
import { inserted, read, write } from "../../records.ts";
import { authorizeObject, findObject, type KiiObject, objectKey } from "../object-record.ts";
import type { ObjectAddress } from "./body-bytes.ts";
import { publicationKey, publicationOfBodyKey } from "./forget-publications.ts";
import { type OpenBody, openBody, requireBody } from "./object-body.ts";

/** A URL without credentials to the body of an object. */
export interface Publication {
	readonly publicationID: string;
	readonly appID: string;
	readonly address: ObjectAddress;
	/** The URL ends with this body: its bytes may be replaced, but when it is deleted or moved, it is gone. */
	readonly bodyID: string;
	/** Unix milliseconds; missing = never. */
	readonly expiresAt?: number;
}

export interface PublicationRequest {
	/** Unix milliseconds. */
	readonly expiresAt?: number | undefined;
	/** Seconds. */
	readonly expiresIn?: number | undefined;
}

/**
 * Publishes the body to everybody who knows the URL (Kii guide, "Publishing an Object Body").
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_NOT_FOUND, INVALID_INPUT_DATA
 */
export async function publishBody(
	core: Core,
	caller: Caller,
	{ scope, bucketID, objectID }: ObjectAddress,
	{ expiresAt, expiresIn }: PublicationRequest,
): Promise<Publication> {
	const { appID } = caller;
	const address: ObjectAddress = { scope, bucketID, objectID };
	const end = expiresIn === undefined ? expiresAt : core.clockOf(appID).now() + expiresIn * 1000;
	for (;;) {
		const found = await findObject(core, appID, address, objectID);
		await authorizeObject(core, caller, address, found, "read");
		const { bodyID } = requireBody(appID, address, found.object.value);
		if (expiresAt !== undefined && expiresIn !== undefined) {
			throw invalidInput({ expiresIn: "cannot be set together with expiresAt" });
		}
		const publicationID = newPublicationID(core.idsOf(appID));
		const publication: Publication = {
			publicationID,
			appID,
			address,
			bodyID,
			...(end === undefined ? {} : { expiresAt: end }),
		};
		const key = publicationKey(publicationID);
		const writes = [
			inserted(key, publication),
			inserted(publicationOfBodyKey(appID, address, bodyID, publicationID), key),
		];
		// Of a body that is gone meanwhile nobody would forget it.
		if (await core.store.commit(writes, [found.bucket, found.object])) return publication;
	}
}

/**
 * The body behind a URL, whoever asks.
 * @throws KiiError PUBLICATION_NOT_FOUND, also when body or object are gone; PUBLICATION_EXPIRED
 */
export async function openPublication(core: Core, publicationID: string): Promise<OpenBody> {
	const key = publicationKey(publicationID);
	const publication = await read<Publication>(core, key);
	if (publication === undefined) throw publicationNotFound(publicationID);
	const { appID, address, bodyID, expiresAt } = publication;
	if (expiresAt !== undefined && expiresAt <= core.clockOf(appID).now()) {
		throw new KiiError("PUBLICATION_EXPIRED", `The publication ${publicationID} has expired`, { publicationID });
	}
	return openBody(core, appID, address, async () => {
		const object = await read<KiiObject>(core, objectKey(appID, address, address.objectID));
		if (object?.body?.bodyID === bodyID) return object;
		const ofBody = publicationOfBodyKey(appID, address, bodyID, publicationID);
		await write(core, { key, value: undefined }, { key: ofBody, value: undefined });
		throw publicationNotFound(publicationID);
	});
}

function publicationNotFound(publicationID: string): KiiError {
	return new KiiError("PUBLICATION_NOT_FOUND", `The publication ${publicationID} was not found`, { publicationID });
}
