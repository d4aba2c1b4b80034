import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import type { Caller } from "../principal.ts";
import { read, recordKey, write } from "../records.ts";
import { getFirmwareVersion } from "./thing-type.ts";
import { findTrait, traitNotFound, versionNumber } from "./trait.ts";

/** The name by which the things of one firmware version know a trait. */
export interface TraitAlias {
	readonly alias: string;
	readonly trait: string;
	readonly traitVersion: number;
}

/** Of what an alias is one. */
export interface Firmware {
	readonly thingType: string;
	readonly firmwareVersion: string;
}

function aliasFolder(appID: string, { thingType, firmwareVersion }: Firmware): string {
	return recordKey(appID, "trait-alias", thingType, firmwareVersion);
}

/**
 * Gives a trait an alias, or an alias another trait; the trait need not be final (VirtualDevice finalizes afterwards).
 * @throws KiiError UNAUTHORIZED, THING_TYPE_NOT_FOUND, FIRMWARE_VERSION_NOT_FOUND, TRAIT_NOT_FOUND
 */
export async function putTraitAlias(
	core: Core,
	caller: Caller,
	firmware: Firmware,
	alias: string,
	request: { readonly trait: string; readonly traitVersion: number | string },
): Promise<void> {
	await getFirmwareVersion(core, caller, firmware.thingType, firmware.firmwareVersion);
	const found = await findTrait(core, caller.appID, request.trait, versionNumber(request.traitVersion));
	if (found === undefined) throw traitNotFound(request.trait, request.traitVersion);
	const value: TraitAlias = { alias, trait: found.trait, traitVersion: found.traitVersion };
	await write(core, { key: `${aliasFolder(caller.appID, firmware)}/${encodeURIComponent(alias)}`, value });
}

/** @throws KiiError UNAUTHORIZED, THING_TYPE_NOT_FOUND, FIRMWARE_VERSION_NOT_FOUND */
export async function listTraitAliases(core: Core, caller: Caller, firmware: Firmware): Promise<TraitAlias[]> {
	await getFirmwareVersion(core, caller, firmware.thingType, firmware.firmwareVersion);
	return aliasesOf(core, caller.appID, firmware);
}

/** As {@link listTraitAliases}, for one. @throws KiiError TRAIT_ALIAS_NOT_FOUND as well */
export async function getTraitAlias(
	core: Core,
	caller: Caller,
	firmware: Firmware,
	alias: string,
): Promise<TraitAlias> {
	await getFirmwareVersion(core, caller, firmware.thingType, firmware.firmwareVersion);
	const key = `${aliasFolder(caller.appID, firmware)}/${encodeURIComponent(alias)}`;
	const found = await read<TraitAlias>(core, key);
	if (found === undefined) throw traitAliasNotFound(alias);
	return found;
}

export async function aliasesOf(core: Core, appID: string, firmware: Firmware): Promise<TraitAlias[]> {
	const entries = await core.store.list<TraitAlias>(aliasFolder(appID, firmware));
	return entries.map(({ value }) => value);
}

/** Live-proven by the iOS and Android SDKs (mqtt-and-thing-if, B4). */
export function traitAliasNotFound(alias: string): KiiError {
	return new KiiError("TRAIT_ALIAS_NOT_FOUND", "The trait alias was not found", { alias });
}
