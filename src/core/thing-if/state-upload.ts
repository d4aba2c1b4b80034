import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Caller } from "../principal.ts";
import { checkFields, checkStateObject, checkStateSize, notEmpty, patched, type State } from "./state-body.ts";
import { type StateRecord, type StoredChange, storeState } from "./stored-state.ts";
import { accessTarget } from "./target.ts";
import { type ThingTraits, traitsOf } from "./thing-traits.ts";

interface UploadedState {
	/** Unix milliseconds. */
	readonly generatedAt: number;
	readonly payload: State;
	/** Whether the payload is grouped by trait alias. */
	readonly byAlias: boolean;
}

/**
 * Takes states that a thing has gathered, `{states: [{generatedAt, payload}]}`, in the order of their times. Those
 * older than the current state go to the history only. All or none.
 * @param how `put` replaces the state with each, `patch` lays each over the state before
 * @throws KiiError EMPTY_BODY, INVALID_INPUT_DATA, and those of {@link accessTarget}
 */
export async function uploadStates(
	core: Core,
	caller: Caller,
	target: string,
	body: unknown,
	how: "put" | "patch",
): Promise<void> {
	const thing = await accessTarget(core, caller, target);
	notEmpty(body);
	const uploaded = readStates(body, await traitsOf(core, caller.appID, thing));
	const inOrder = uploaded.toSorted((one, other) => one.generatedAt - other.generatedAt);
	await storeState(core, caller.appID, thing, (current) => changesOf(inOrder, current, how));
}

function changesOf(
	uploaded: readonly UploadedState[],
	current: StateRecord | undefined,
	how: "put" | "patch",
): StoredChange[] {
	let before = current?.state;
	return uploaded.map(({ generatedAt: at, payload, byAlias }) => {
		const form = byAlias ? "trait" : "flat";
		// What a patch of the past was laid over is not known any more: the history gets the fields it has.
		if (current !== undefined && at < current.modifiedAt) {
			return { before: undefined, after: payload, at, form, past: true };
		}
		const after = how === "put" ? payload : patched(before ?? {}, payload, byAlias);
		checkStateSize(after, "states");
		const change: StoredChange = { before, after, at, form };
		before = after;
		return change;
	});
}

function readStates(body: unknown, traits: ThingTraits | undefined): UploadedState[] {
	if (!isObject(body) || !Array.isArray(body.states)) throw invalidInput({ states: "must be an array" });
	return body.states.map((entry: unknown, index) => {
		const place = `states.${index}`;
		if (!isObject(entry)) throw invalidInput({ [place]: "must be {generatedAt, payload}" });
		const { generatedAt, payload } = entry;
		if (typeof generatedAt !== "number" || !Number.isSafeInteger(generatedAt) || generatedAt < 0) {
			throw invalidInput({ [`${place}.generatedAt`]: "must be a time in Unix milliseconds" });
		}
		checkStateObject(payload, `${place}.payload`);
		// The media type says nothing about traits: a thing that has some sends by alias.
		checkFields(traits, payload, traits === undefined ? "flat" : "trait");
		const byAlias = traits !== undefined || Object.values(payload).every(isObject);
		return { generatedAt, payload, byAlias };
	});
}
