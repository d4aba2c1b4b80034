import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import type { Thing } from "../thing.ts";
import { type Action, actionFaults, isTraitForm, onlyKey } from "./action.ts";
import { firmwareVersionOf, fitsMember, type ThingTraits, thingTypeOf, traitsOf } from "./thing-traits.ts";

/**
 * Checks the actions of a command against the traits of its target. A thing without traits takes any, unless the
 * setting `untypedTraitCommands` refuses those by alias.
 * @throws KiiError WRONG_COMMAND, COMMAND_TRAIT_VALIDATION naming every fault, THING_WITHOUT_THING_TYPE (evidence S30)
 */
export async function validateActions(
	core: Core,
	appID: string,
	thing: Thing,
	actions: readonly Action[],
): Promise<void> {
	const shapeFault = actionFaults(actions);
	if (shapeFault !== undefined) throw new KiiError("WRONG_COMMAND", shapeFault);
	const traits = await traitsOf(core, appID, thing);
	if (traits === undefined && (core.settings.untypedTraitCommands === "accept" || !isTraitForm(actions))) return;
	if (traits === undefined && (thingTypeOf(thing) === undefined || firmwareVersionOf(thing) === undefined)) {
		throw thingWithoutThingType();
	}
	const faults = traitFaults(traits ?? new Map(), actions);
	if (faults.length === 0) return;
	throw new KiiError("COMMAND_TRAIT_VALIDATION", `There are validation errors: ${faults.join(" ")}`, {
		targetFirmwareVersion: firmwareVersionOf(thing) ?? null,
	});
}

/** As the mock of the JavaScript SDK has it (evidence, section 2). */
export function thingWithoutThingType(): KiiError {
	return new KiiError("THING_WITHOUT_THING_TYPE", "The thing does not have thing type associated");
}

function traitFaults(traits: ThingTraits, actions: readonly Action[]): string[] {
	if (!isTraitForm(actions)) return actions.map((action) => `${onlyKey(action)} - Trait alias is required.`);
	return actions.flatMap((group) => {
		const alias = onlyKey(group) ?? "";
		const trait = traits.get(alias);
		if (trait === undefined) return [`${alias} - Unknown trait alias.`];
		return (group[alias] as Action[]).flatMap((action) => {
			const name = onlyKey(action) ?? "";
			const fits = fitsMember(trait.actions, name, action[name]);
			if (fits === undefined) return [`${alias}.${name} - Unknown action.`];
			return fits ? [] : [`${alias}.${name} - Invalid value.`];
		});
	});
}
