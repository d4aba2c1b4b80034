import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { type Caller, refused } from "../principal.ts";
import { modify } from "../records.ts";
import { type Thing, thingKey } from "../thing.ts";
import { accessThing, mayManageThing, mayUseThing } from "../thing-access.ts";
import { firmwareVersionOf, thingTypeOf } from "./thing-traits.ts";
import { thingWithoutThingType } from "./validate-actions.ts";

/** @throws KiiError THING_WITHOUT_THING_TYPE, and those of {@link accessThing} */
export async function getThingType(core: Core, caller: Caller, identifier: string): Promise<{ thingType: string }> {
	const thingType = thingTypeOf(await accessThing(core, caller, identifier, "thing-if"));
	if (thingType === undefined) throw thingWithoutThingType();
	return { thingType };
}

/** Of any type, configured or not, and in place of another (thing-if SDK samples). Errors as {@link accessThing}. */
export async function putThingTypeOf(core: Core, caller: Caller, identifier: string, thingType: string): Promise<void> {
	const thing = await accessThing(core, caller, identifier, "thing-if");
	await change(core, caller, thing, ({ fields }) => ({ fields: { ...fields, _thingType: thingType } }));
}

/**
 * The codes that the SDKs take for "has none" differ (mqtt-and-thing-if, E9): see the setting `missingFirmwareCode`.
 * @throws KiiError THING_WITHOUT_FIRMWARE_VERSION, THING_WITHOUT_THING_TYPE, and those of {@link accessThing}
 */
export async function getFirmwareVersionOf(
	core: Core,
	caller: Caller,
	identifier: string,
): Promise<{ firmwareVersion: string }> {
	const thing = await accessThing(core, caller, identifier, "thing-if");
	const firmwareVersion = firmwareVersionOf(thing);
	if (firmwareVersion !== undefined) return { firmwareVersion };
	const { missingFirmwareCode } = core.settings;
	const byType = thingTypeOf(thing) === undefined ? "THING_WITHOUT_THING_TYPE" : "THING_WITHOUT_FIRMWARE_VERSION";
	const code = missingFirmwareCode === "byThingType" ? byType : missingFirmwareCode;
	if (code === "THING_WITHOUT_THING_TYPE") throw thingWithoutThingType();
	throw new KiiError(code, "The thing does not have firmware version associated");
}

/** Also of a thing without a type (ebisu's test does). Errors as {@link accessThing}. */
export async function putFirmwareVersionOf(
	core: Core,
	caller: Caller,
	identifier: string,
	firmwareVersion: string,
): Promise<void> {
	const thing = await accessThing(core, caller, identifier, "thing-if");
	await change(core, caller, thing, ({ fields }) => ({ fields: { ...fields, _firmwareVersion: firmwareVersion } }));
}

/** By an owner; a thing may only say again what it is (evidence S21, S28). Errors as {@link accessThing}. */
export async function putLayoutPosition(
	core: Core,
	caller: Caller,
	identifier: string,
	layoutPosition: string,
): Promise<void> {
	const thing = await accessThing(core, caller, identifier, "thing-if", mayUseThing);
	if (thing.layoutPosition === layoutPosition) return;
	if (!(await mayManageThing(core, caller, thing))) throw refused(caller);
	await change(core, caller, thing, () => ({ layoutPosition }));
}

async function change(
	core: Core,
	{ appID }: Caller,
	{ thingID }: Thing,
	changes: (thing: Thing) => Partial<Thing>,
): Promise<void> {
	await modify<Thing>(core, thingKey(appID, thingID), (thing) => ({ ...thing, ...changes(thing) }));
}
