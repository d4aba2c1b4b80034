import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import type { Thing } from "../thing.ts";
import type { Clause } from "./clause.ts";
import { firmwareVersionOf, type ThingTraits, traitsOf } from "./thing-traits.ts";
import type { Predicate } from "./trigger-predicate.ts";

/**
 * Checks the condition of a trigger against the traits of its thing. A thing without traits takes any, unless the setting
 * `untypedTraitCommands` refuses those by alias.
 * @throws KiiError STATE_PREDICATE_TRAIT_VALIDATION naming every fault (evidence S30)
 */
export async function validatePredicate(core: Core, appID: string, thing: Thing, predicate: Predicate): Promise<void> {
	if (predicate.eventSource !== "STATES") return;
	const traits = await traitsOf(core, appID, thing);
	const { untypedTraitCommands } = core.settings;
	const faults = comparisonsOf(predicate.condition).flatMap(({ alias, field }) => {
		if (traits !== undefined) return traitFaults(traits, alias, field);
		return alias === undefined || untypedTraitCommands === "accept" ? [] : [`${alias} - Unknown trait alias.`];
	});
	if (faults.length === 0) return;
	throw new KiiError("STATE_PREDICATE_TRAIT_VALIDATION", `There are validation errors: ${faults.join(" ")}`, {
		targetFirmwareVersion: firmwareVersionOf(thing) ?? null,
	});
}

function traitFaults(traits: ThingTraits, alias: string | undefined, field: string): string[] {
	if (alias === undefined) return [`${field} - Trait alias is required.`];
	const trait = traits.get(alias);
	if (trait === undefined) return [`${alias} - Unknown trait alias.`];
	return trait.states.some((state) => Object.hasOwn(state, field)) ? [] : [`${alias}.${field} - Unknown state.`];
}

function comparisonsOf(clause: Clause): { alias?: string; field: string }[] {
	switch (clause.type) {
		case "not":
			return comparisonsOf(clause.clause);
		case "and":
		case "or":
			return clause.clauses.flatMap(comparisonsOf);
		case "eq":
		case "range":
			return [clause];
		default:
			return [];
	}
}
