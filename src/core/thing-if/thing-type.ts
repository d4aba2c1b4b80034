import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { onlyAdmin } from "../only-admin.ts";
import type { Caller } from "../principal.ts";
import { read, recordKey, write } from "../records.ts";

/** A thing type that the administrator has configured (mqtt-and-thing-if, B7). */
export interface ThingType {
	readonly thingType: string;
	/** `simpleFlow`, `verificationCodeFlowStartedByUser`, …, as given. */
	readonly configuration: Readonly<Record<string, unknown>>;
	readonly createdAt: number;
}

export interface FirmwareVersion {
	readonly firmwareVersion: string;
	readonly createdAt: number;
}

function thingTypeKey(appID: string, thingType: string): string {
	return recordKey(appID, "thing-type", thingType);
}

function firmwareKey(appID: string, thingType: string, firmwareVersion: string): string {
	return recordKey(appID, "firmware-version", thingType, firmwareVersion);
}

/** Configures a thing type, new or known. @throws KiiError UNAUTHORIZED */
export async function putThingType(
	core: Core,
	caller: Caller,
	thingType: string,
	configuration: ThingType["configuration"],
): Promise<{ createdAt: number }> {
	onlyAdmin(caller);
	const key = thingTypeKey(caller.appID, thingType);
	const known = await read<ThingType>(core, key);
	const createdAt = known?.createdAt ?? core.clockOf(caller.appID).now();
	const value: ThingType = { thingType, configuration, createdAt };
	await write(core, { key, value });
	return { createdAt };
}

/** @throws KiiError UNAUTHORIZED */
export async function listThingTypes(core: Core, caller: Caller): Promise<{ thingType: string }[]> {
	onlyAdmin(caller);
	const entries = await core.store.list<ThingType>(recordKey(caller.appID, "thing-type"));
	return entries.map(({ value: { thingType } }) => ({ thingType }));
}

/** Makes a firmware version of a thing type known; again changes nothing. @throws KiiError UNAUTHORIZED, THING_TYPE_NOT_FOUND */
export async function putFirmwareVersion(
	core: Core,
	caller: Caller,
	thingType: string,
	firmwareVersion: string,
): Promise<void> {
	await knownThingType(core, caller, thingType);
	const value: FirmwareVersion = { firmwareVersion, createdAt: core.clockOf(caller.appID).now() };
	await core.store.commit([{ key: firmwareKey(caller.appID, thingType, firmwareVersion), value, expect: 0 }]);
}

/** @throws KiiError UNAUTHORIZED, THING_TYPE_NOT_FOUND */
export async function listFirmwareVersions(
	core: Core,
	caller: Caller,
	thingType: string,
): Promise<{ firmwareVersion: string }[]> {
	await knownThingType(core, caller, thingType);
	const entries = await core.store.list<FirmwareVersion>(recordKey(caller.appID, "firmware-version", thingType));
	return entries.map(({ value: { firmwareVersion } }) => ({ firmwareVersion }));
}

/** @throws KiiError UNAUTHORIZED, THING_TYPE_NOT_FOUND, FIRMWARE_VERSION_NOT_FOUND */
export async function getFirmwareVersion(
	core: Core,
	caller: Caller,
	thingType: string,
	firmwareVersion: string,
): Promise<FirmwareVersion> {
	await knownThingType(core, caller, thingType);
	const found = await read<FirmwareVersion>(core, firmwareKey(caller.appID, thingType, firmwareVersion));
	if (found !== undefined) return found;
	const message = `Firmware version ${firmwareVersion} of thing type ${thingType} was not found`;
	throw new KiiError("FIRMWARE_VERSION_NOT_FOUND", message, { thingType, firmwareVersion });
}

async function knownThingType(core: Core, caller: Caller, thingType: string): Promise<void> {
	onlyAdmin(caller);
	if ((await read(core, thingTypeKey(caller.appID, thingType))) !== undefined) return;
	throw new KiiError("THING_TYPE_NOT_FOUND", `Thing type ${thingType} was not found`, { thingType });
}
