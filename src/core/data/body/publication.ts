import type { Core } from "../../context.ts";
import { invalidInput, KiiError } from "../../errors.ts";
import { newPublicationID } from "../../identifiers.ts";
import type { Caller } from "../../principal.ts";
import { inserted, read, write } from "../../records.ts";
import { type KiiObject, objectFor, objectKey } from "../object-record.ts";
import type { ObjectAddress } from "./body-bytes.ts";
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

// The URL names no app.
function publicationKey(publicationID: string): string {
	return `publication/${encodeURIComponent(publicationID)}`;
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
	const { bodyID } = requireBody(appID, address, await objectFor(core, caller, address, objectID, "read"));
	if (expiresAt !== undefined && expiresIn !== undefined) {
		throw invalidInput({ expiresIn: "cannot be set together with expiresAt" });
	}
	const end = expiresIn === undefined ? expiresAt : core.clock.now() + expiresIn * 1000;
	const publication: Publication = {
		publicationID: newPublicationID(core.ids),
		appID,
		address,
		bodyID,
		...(end === undefined ? {} : { expiresAt: end }),
	};
	await write(core, inserted(publicationKey(publication.publicationID), publication));
	return publication;
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
	if (expiresAt !== undefined && expiresAt <= core.clock.now()) {
		throw new KiiError("PUBLICATION_EXPIRED", `The publication ${publicationID} has expired`, { publicationID });
	}
	return openBody(core, appID, address, async () => {
		const object = await read<KiiObject>(core, objectKey(appID, address, address.objectID));
		if (object?.body?.bodyID === bodyID) return object;
		await write(core, { key, value: undefined });
		throw publicationNotFound(publicationID);
	});
}

function publicationNotFound(publicationID: string): KiiError {
	return new KiiError("PUBLICATION_NOT_FOUND", `The publication ${publicationID} was not found`, { publicationID });
}
