import type { Core } from "../../context.ts";
import { newBodyID } from "../../identifiers.ts";
import type { Write } from "../../ports.ts";
import { type KiiObject, type ObjectBody, objectKey, objectNotFound } from "../object-record.ts";
import { dropBytes, type ObjectAddress } from "./body-bytes.ts";
import { forgetPublications } from "./forget-publications.ts";

/** What an object's body is to be, and what is written together with it. */
export interface BodyChange {
	/** Its bytes are kept already (`keepBytes`); undefined for none. */
	readonly body: Omit<ObjectBody, "bodyID" | "modifiedAt"> | undefined;
	/** With `expect`, where somebody else may write, too. */
	readonly also?: readonly Write[];
}

/**
 * Gives an object another body or none. `change` is asked again when somebody else wrote in between. The object's
 * `_modified` becomes that of the body, as the JavaScript SDK takes it over; its `_version` stays, because the SDK goes on
 * with the one it has.
 * @throws KiiError OBJECT_NOT_FOUND, and what `change` throws
 */
export async function changeBody(
	core: Core,
	appID: string,
	address: ObjectAddress,
	change: (object: KiiObject) => BodyChange | Promise<BodyChange>,
): Promise<KiiObject> {
	const key = objectKey(appID, address, address.objectID);
	for (;;) {
		const entry = await core.store.get<KiiObject>(key);
		if (entry === undefined) throw objectNotFound(appID, address, address.objectID);
		const { body: before, ...object } = entry.value;
		const { body, also = [] } = await change(entry.value);
		const modifiedAt = core.clockOf(appID).now();
		const value: KiiObject = {
			...object,
			modifiedAt,
			...(body && { body: { ...body, modifiedAt, bodyID: before?.bodyID ?? newBodyID(core.idsOf(appID)) } }),
		};
		if (!(await core.store.commit([{ key, value, expect: entry.version }, ...also]))) continue;
		if (before !== undefined) await dropBytes(core, appID, address, before.versionID);
		if (before !== undefined && body === undefined) await forgetPublications(core, appID, address, before.bodyID);
		return value;
	}
}
