import type { Core } from "../context.ts";
import type { Thing } from "../thing.ts";
import { fitsPayloadSchema } from "./payload-schema.ts";
import { findTrait, type Trait, type TraitMember } from "./trait.ts";
import { aliasesOf } from "./trait-alias.ts";

/** The traits of a thing by alias. */
export type ThingTraits = ReadonlyMap<string, Trait>;

/** As set by onboarding, registration or the calls `thing-type` and `firmware-version`. */
export function thingTypeOf({ fields: { _thingType } }: Thing): string | undefined {
	return typeof _thingType === "string" && _thingType !== "" ? _thingType : undefined;
}

export function firmwareVersionOf({ fields: { _firmwareVersion } }: Thing): string | undefined {
	return typeof _firmwareVersion === "string" && _firmwareVersion !== "" ? _firmwareVersion : undefined;
}

/** The traits that the thing's type and firmware version have aliases of; undefined when there are none to speak of. */
export async function traitsOf(core: Core, appID: string, thing: Thing): Promise<ThingTraits | undefined> {
	const thingType = thingTypeOf(thing);
	const firmwareVersion = firmwareVersionOf(thing);
	if (thingType === undefined || firmwareVersion === undefined) return undefined;
	const traits = new Map<string, Trait>();
	for (const { alias, trait, traitVersion } of await aliasesOf(core, appID, { thingType, firmwareVersion })) {
		const found = await findTrait(core, appID, trait, traitVersion);
		if (found !== undefined) traits.set(alias, found);
	}
	return traits.size === 0 ? undefined : traits;
}

/** Whether a value fits the schema of the member of that name; undefined when there is no such member. */
export function fitsMember(members: readonly TraitMember[], name: string, value: unknown): boolean | undefined {
	const member = members.find((each) => Object.hasOwn(each, name))?.[name];
	return member === undefined ? undefined : fitsPayloadSchema(member.payloadSchema, value);
}
