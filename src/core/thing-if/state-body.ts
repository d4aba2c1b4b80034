import { invalidInput, KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import { fitsMember, type ThingTraits } from "./thing-traits.ts";

/** Trait form (alias → fields) or the flat form without traits; both plain JSON objects. */
export type State = Readonly<Record<string, unknown>>;

/** What the media type of a request says about its body. */
export type StateForm = "trait" | "flat";

/** Kii guide, "States": at most 10 KB. */
const maxStateBytes = 10 * 1024;

/** @throws KiiError EMPTY_BODY (as the real service, real-clients, section 2) */
export function notEmpty(body: unknown): void {
	if (body === undefined || body === null || body === "") throw new KiiError("EMPTY_BODY", "The request body is empty");
}

/** @param place leads the names of wrong fields, for one state of several */
export function checkStateObject(body: unknown, place = "state"): asserts body is State {
	if (!isObject(body)) throw invalidInput({ [place]: "must be a JSON object" });
	checkStateSize(body, place);
}

export function checkStateSize(state: State, place = "state"): void {
	const bytes = new TextEncoder().encode(JSON.stringify(state)).length;
	if (bytes > maxStateBytes) throw invalidInput({ [place]: `has ${bytes} bytes, ${maxStateBytes} are allowed` });
}

/**
 * Checks a state, or the change of one, against the traits of its thing; a thing without traits takes anything.
 * The form without traits is as good for a thing that has some (SDK guide, "Fetch current states"), unless all its
 * keys are aliases: then it is meant by alias whatever the media type.
 * @throws KiiError INVALID_INPUT_DATA naming every wrong `alias` and `alias.field`
 */
export function checkFields(traits: ThingTraits | undefined, state: State, form: StateForm): void {
	if (form === "flat" && !isByAlias(traits, state)) return;
	const faults: Record<string, string> = {};
	for (const [alias, fields] of Object.entries(state)) {
		if (!isObject(fields)) faults[alias] = "must be an object with the states of the trait alias";
		else if (traits !== undefined) Object.assign(faults, aliasFaults(traits, alias, fields));
	}
	if (Object.keys(faults).length > 0) throw invalidInput(faults);
}

export function isByAlias(traits: ThingTraits | undefined, state: State): boolean {
	if (traits === undefined) return false;
	const entries = Object.entries(state);
	return entries.length > 0 && entries.every(([alias, fields]) => traits.has(alias) && isObject(fields));
}

function aliasFaults(traits: ThingTraits, alias: string, fields: State): Record<string, string> {
	const trait = traits.get(alias);
	if (trait === undefined) return { [alias]: "is no trait alias of the thing's firmware version" };
	const faults: Record<string, string> = {};
	for (const [field, value] of Object.entries(fields)) {
		const fits = fitsMember(trait.states, field, value);
		if (fits === undefined) faults[`${alias}.${field}`] = "is no state of the trait";
		else if (!fits) faults[`${alias}.${field}`] = "Invalid value";
	}
	return faults;
}

/** A state with a change laid over it: by alias field by field, else key by key. */
export function patched(state: State, change: State, byAlias: boolean): State {
	if (!byAlias) return { ...state, ...change };
	const merged: Record<string, unknown> = { ...aliasStates(state) };
	for (const [alias, fields] of Object.entries(change)) {
		const before = merged[alias];
		merged[alias] = isObject(before) && isObject(fields) ? { ...before, ...fields } : fields;
	}
	return merged;
}

/** The states by alias; one from the time before a thing had traits has none, and its first state by alias ends it. */
export function aliasStates(state: State): State {
	return Object.values(state).every(isObject) ? state : {};
}
