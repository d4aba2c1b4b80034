import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Caller } from "../principal.ts";
import { pushToOwner } from "../push.ts";
import { modify } from "../records.ts";
import { parseTypedID } from "../typed-id.ts";
import { type Action, isTraitForm, onlyKey, type PlacedAction, placedActions } from "./action.ts";
import { type Command, commandKey, commandNotFound } from "./command.ts";
import { accessTarget } from "./target.ts";

/** `{action: {succeeded, errorMessage?, data?}}`, or `{alias: [those]}` of a trait command. */
export type ActionResult = Readonly<Record<string, unknown>>;

interface PlacedResult extends PlacedAction {
	readonly result: Readonly<Record<string, unknown>>;
}

/**
 * Takes the results of a command in any of the shapes real devices send (mqtt-and-thing-if, B2): flat, nested by
 * alias, and flat for a trait command, which are given their aliases by position. Tells the issuer.
 * @throws KiiError COMMAND_NOT_FOUND, INVALID_INPUT_DATA, and those of {@link accessTarget}
 */
export async function putActionResults(
	core: Core,
	caller: Caller,
	target: string,
	commandID: string,
	actionResults: readonly ActionResult[],
): Promise<void> {
	const thing = await accessTarget(core, caller, target);
	const command = await modify<Command>(core, commandKey(caller.appID, thing.thingID, commandID), (stored) =>
		withResults(stored, actionResults, core.clockOf(caller.appID).now()),
	);
	if (command === undefined) throw commandNotFound(commandID);
	const issuer = parseTypedID(command.issuer);
	if (issuer === undefined) return;
	// C3: a direct push to the issuer with the command's ID; the app then GETs the command.
	const message = {
		sourceURI: `kiicloud://${issuer.type}s/${issuer.id}`,
		senderURI: `kiicloud://things/${thing.thingID}`,
		commandID,
	};
	await pushToOwner(core, caller.appID, issuer, JSON.stringify(message));
}

function withResults(command: Command, given: readonly ActionResult[], now: number): Command {
	const actions = placedActions(command.actions);
	const results = readResults(command.actionResults ?? []);
	const slots = actions.map((action) => takeFirst(results, action)?.result);
	const news = readResults(given);
	const nested = news.some(({ alias }) => alias !== undefined);
	const filled = new Set<number>();
	for (const [position, { alias, name, result }] of news.entries()) {
		const fits = (index: number) => {
			const action = actions[index];
			return action?.name === name && (!nested || action.alias === alias) && !filled.has(index);
		};
		const index = !nested && fits(position) ? position : actions.findIndex((_, at) => fits(at));
		if (index < 0) {
			const path = alias === undefined ? name : `${alias}.${name}`;
			throw invalidInput({ [`actionResults.${path}`]: "is the result of an action that the command does not have" });
		}
		filled.add(index);
		slots[index] = result;
	}
	const done = slots.every((result) => result?.succeeded === true);
	return {
		...command,
		actionResults: fold(command.actions, slots),
		commandState: done ? "DONE" : "INCOMPLETE",
		modifiedAt: now,
	};
}

function takeFirst(results: PlacedResult[], action: PlacedAction): PlacedResult | undefined {
	const index = results.findIndex(({ alias, name }) => alias === action.alias && name === action.name);
	return index < 0 ? undefined : results.splice(index, 1)[0];
}

/** Flat list of what was sent. @throws KiiError INVALID_INPUT_DATA */
function readResults(given: readonly ActionResult[]): PlacedResult[] {
	return given.flatMap((entry) => {
		const key = onlyKey(entry);
		if (key === undefined) throw invalidInput({ actionResults: "each must be an object with one key" });
		const value = entry[key];
		if (!Array.isArray(value)) return [readResult(undefined, entry)];
		return value.map((single) => readResult(key, single));
	});
}

function readResult(alias: string | undefined, entry: unknown): PlacedResult {
	const name = isObject(entry) ? onlyKey(entry) : undefined;
	const result = isObject(entry) && name !== undefined ? entry[name] : undefined;
	if (name === undefined || !isObject(result) || typeof result.succeeded !== "boolean") {
		throw invalidInput({ actionResults: "each must be {action: {succeeded: true or false, errorMessage?, data?}}" });
	}
	return { alias, name, result };
}

/** Results as readers want them: nested by alias for a trait command, in the order of its actions. */
function fold(actions: readonly Action[], slots: readonly (PlacedResult["result"] | undefined)[]): ActionResult[] {
	const placed = placedActions(actions).flatMap(({ alias, name }, index) => {
		const result = slots[index];
		return result === undefined ? [] : [{ alias, entry: { [name]: result }, index }];
	});
	if (!isTraitForm(actions)) return placed.map(({ entry }) => entry);
	let at = 0;
	return actions.flatMap((group) => {
		const alias = onlyKey(group) ?? "";
		const from = at;
		at += (group[alias] as unknown[]).length;
		const entries = placed.filter(({ index }) => index >= from && index < at).map(({ entry }) => entry);
		return entries.length === 0 ? [] : [{ [alias]: entries }];
	});
}
