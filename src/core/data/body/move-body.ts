import type { Core } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import type { Entry } from "../../ports.ts";
import type { Caller } from "../../principal.ts";
import { type KiiObject, objectFor, objectKey, objectNotFound } from "../object-record.ts";
import { dropBytes, keepBytes, type ObjectAddress } from "./body-bytes.ts";
import { type BodyChange, changeBody } from "./change-body.ts";
import { forgetPublications } from "./forget-publications.ts";
import { type OpenBody, openBody, pushBodyEvent } from "./object-body.ts";

/**
 * Gives the body of one object to another, in place of what that has (Kii guide, "Moving an Object Body": read and write
 * permission on both). URLs under which it was published end.
 * @throws KiiError BUCKET_NOT_FOUND, OBJECT_NOT_FOUND, UNAUTHORIZED, OBJECT_BODY_NOT_FOUND, INVALID_INPUT_DATA
 */
export async function moveBody(
	core: Core,
	caller: Caller,
	source: ObjectAddress,
	target: ObjectAddress,
): Promise<void> {
	const { appID } = caller;
	for (const { objectID, ...address } of [source, target]) {
		for (const action of ["read", "write"] as const) await objectFor(core, caller, address, objectID, action);
	}
	if (objectKey(appID, source, source.objectID) === objectKey(appID, target, target.objectID)) {
		throw invalidInput({ targetObjectID: "must be another object" });
	}
	let copied: { readonly bodyID: string; readonly from: string; readonly to: string } | undefined;
	let emptied: KiiObject | undefined;

	const change = async (): Promise<BodyChange> => {
		const { entry, body, bytes } = await openSource(core, appID, source);
		if (copied?.from !== body.versionID) {
			if (copied !== undefined) await dropBytes(core, appID, target, copied.to);
			copied = { bodyID: body.bodyID, from: body.versionID, to: await keepBytes(core, appID, target, bytes) };
		}
		const { body: _, ...rest } = entry.value;
		emptied = { ...rest, modifiedAt: core.clockOf(appID).now() };
		return {
			body: { contentType: body.contentType, size: body.size, versionID: copied.to },
			also: [{ key: entry.key, value: emptied, expect: entry.version }],
		};
	};
	const filled = await changeBody(core, appID, target, change).catch(async (error: unknown) => {
		if (copied !== undefined) await dropBytes(core, appID, target, copied.to);
		throw error;
	});
	if (copied !== undefined) {
		await dropBytes(core, appID, source, copied.from);
		await forgetPublications(core, appID, source, copied.bodyID);
	}
	if (emptied !== undefined) await pushBodyEvent(core, caller, source, "DATA_OBJECT_BODY_DELETED", emptied);
	await pushBodyEvent(core, caller, target, "DATA_OBJECT_BODY_UPDATED", filled);
}

async function openSource(
	core: Core,
	appID: string,
	source: ObjectAddress,
): Promise<OpenBody & { readonly entry: Entry<KiiObject> }> {
	const read = async () => {
		const entry = await core.store.get<KiiObject>(objectKey(appID, source, source.objectID));
		if (entry === undefined) throw objectNotFound(appID, source, source.objectID);
		return entry;
	};
	let entry = await read();
	const open = await openBody(core, appID, source, async () => {
		entry = await read();
		return entry.value;
	});
	return { ...open, entry };
}
