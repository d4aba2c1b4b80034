import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { isObject } from "../is-object.ts";
import { hashPassword } from "../password.ts";
import { modify } from "../records.ts";
import { type Thing, thingKey, thingNotFound } from "../thing.ts";
import { changedFields } from "./thing-fields.ts";

/**
 * Changes the fields given and leaves the others; see {@link changedFields}.
 * @throws KiiError THING_NOT_FOUND, INVALID_INPUT_DATA
 */
export async function updateThing(
	core: Core,
	appID: string,
	thingID: string,
	changes: Readonly<Record<string, unknown>>,
): Promise<void> {
	// The bytes of a body that is no JSON would be fields named 0, 1, 2, …
	if (!isObject(changes)) throw invalidInput({ body: "must be a JSON object" });
	await change(core, appID, thingID, (thing) => ({ ...thing, fields: changedFields(thing.fields, changes) }));
}

/** Tokens issued before stay valid. @throws KiiError THING_NOT_FOUND */
export async function changeThingPassword(
	core: Core,
	appID: string,
	thingID: string,
	newPassword: string,
): Promise<void> {
	const passwordHash = hashPassword(core, appID, newPassword);
	await change(core, appID, thingID, (thing) => ({ ...thing, passwordHash }));
}

async function change(core: Core, appID: string, thingID: string, to: (thing: Thing) => Thing): Promise<void> {
	const thing = await modify(core, thingKey(appID, thingID), to);
	if (thing === undefined) throw thingNotFound(appID, "thingID", thingID);
}
