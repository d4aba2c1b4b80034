import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Caller } from "../principal.ts";
import {
	aliasStates,
	checkFields,
	checkStateObject,
	checkStateSize,
	isByAlias,
	notEmpty,
	patched,
	type State,
	type StateForm,
} from "./state-body.ts";
import { readState, storeState } from "./stored-state.ts";
import { accessTarget } from "./target.ts";
import { traitsOf } from "./thing-traits.ts";
import { traitAliasNotFound } from "./trait-alias.ts";

/**
 * Replaces the state of a thing.
 * @returns whether it is the first one: 201 for the first, 204 later (Kii guide, "Registering states")
 * @throws KiiError EMPTY_BODY, INVALID_INPUT_DATA, and those of {@link accessTarget}
 */
export async function putState(
	core: Core,
	caller: Caller,
	target: string,
	state: unknown,
	form: StateForm,
): Promise<{ created: boolean }> {
	const thing = await accessTarget(core, caller, target);
	notEmpty(state);
	checkStateObject(state);
	const traits = await traitsOf(core, caller.appID, thing);
	checkFields(traits, state, form);
	const formInFact = isByAlias(traits, state) ? "trait" : form;
	return storeState(core, caller.appID, thing, (current) => [
		{ before: current?.state, after: state, at: core.clockOf(caller.appID).now(), form: formInFact },
	]);
}

/** Changes the fields given and leaves the others. Errors as {@link putState}. */
export async function patchState(
	core: Core,
	caller: Caller,
	target: string,
	change: unknown,
	form: StateForm,
): Promise<void> {
	const thing = await accessTarget(core, caller, target);
	notEmpty(change);
	checkStateObject(change);
	const traits = await traitsOf(core, caller.appID, thing);
	checkFields(traits, change, form);
	const byAlias = form === "trait" || isByAlias(traits, change);
	await storeState(core, caller.appID, thing, (current) => {
		const after = patched(current?.state ?? {}, change, byAlias);
		checkStateSize(after);
		return [
			{ before: current?.state, after, at: core.clockOf(caller.appID).now(), ...(byAlias ? { form: "trait" } : {}) },
		];
	});
}

/**
 * Replaces (`put`) or changes (`patch`) the states of one trait alias; those of the others stay.
 * @returns whether it is the first state of the alias
 * @throws KiiError EMPTY_BODY, INVALID_INPUT_DATA, TRAIT_ALIAS_NOT_FOUND, and those of {@link accessTarget}
 */
export async function writeAliasState(
	core: Core,
	caller: Caller,
	target: string,
	alias: string,
	fields: unknown,
	how: "put" | "patch",
): Promise<{ created: boolean }> {
	const thing = await accessTarget(core, caller, target);
	notEmpty(fields);
	checkStateObject(fields, alias);
	const traits = await traitsOf(core, caller.appID, thing);
	if (traits !== undefined && !traits.has(alias)) throw traitAliasNotFound(alias);
	checkFields(traits, { [alias]: fields }, "trait");
	let created = false;
	await storeState(core, caller.appID, thing, (current) => {
		const state = aliasStates(current?.state ?? {});
		created = !Object.hasOwn(state, alias);
		const after = how === "put" ? { ...state, [alias]: fields } : patched(state, { [alias]: fields }, true);
		checkStateSize(after);
		return [{ before: current?.state, after, at: core.clockOf(caller.appID).now(), form: "trait" }];
	});
	return { created };
}

/** The state, `{}` before the first one (live-proven by the iOS SDK's tests). */
export async function getState(core: Core, caller: Caller, target: string): Promise<State> {
	const thing = await accessTarget(core, caller, target);
	return (await readState(core, caller.appID, thing))?.state ?? {};
}

/**
 * The states of one trait alias.
 * @throws KiiError TRAIT_ALIAS_NOT_FOUND, STATE_NOT_FOUND (live-proven by the SDKs' tests), and those of {@link accessTarget}
 */
export async function getAliasState(core: Core, caller: Caller, target: string, alias: string): Promise<State> {
	const thing = await accessTarget(core, caller, target);
	const traits = await traitsOf(core, caller.appID, thing);
	if (traits !== undefined && !traits.has(alias)) throw traitAliasNotFound(alias);
	const state = (await readState(core, caller.appID, thing))?.state ?? {};
	const fields = Object.hasOwn(state, alias) ? state[alias] : undefined;
	if (isObject(fields)) return fields;
	throw new KiiError("STATE_NOT_FOUND", "Thing state not found", { alias });
}
