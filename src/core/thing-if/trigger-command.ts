import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Caller } from "../principal.ts";
import type { Thing } from "../thing.ts";
import { type Action, isTraitForm } from "./action.ts";
import { issuerOf } from "./command.ts";
import { findTarget } from "./target.ts";
import type { TriggerCommand } from "./trigger-record.ts";
import { validateActions } from "./validate-actions.ts";

/** Kii guide, "Commands": characters. */
const maxTitle = 50;
const maxDescription = 200;

/**
 * The command of a trigger on `thing`: for that thing, or for another one that its issuer owns as well. A request that
 * changes a trigger need not repeat the keys of the command `before`.
 * @throws KiiError WRONG_COMMAND, COMMAND_TRAIT_VALIDATION, THING_WITHOUT_THING_TYPE, TARGET_NOT_FOUND, WRONG_TOKEN for
 * an issuer who is not the caller
 */
export async function triggerCommand(
	core: Core,
	caller: Caller,
	thing: Thing,
	given: unknown,
	before?: TriggerCommand,
): Promise<TriggerCommand> {
	if (!isObject(given)) throw wrongCommand("command must be an object");
	const merged: Readonly<Record<string, unknown>> = { ...before, ...given };
	const { actions, issuer, target, schema, schemaVersion, title, description, metadata } = merged;
	if (!Array.isArray(actions) || !actions.every(isObject)) throw wrongCommand("At least one action is required");
	if (typeof issuer !== "string") throw wrongCommand("issuer is required");
	if (target !== undefined && typeof target !== "string") throw wrongCommand("target must be thing:{thingID}");
	const targetThing = target === undefined ? thing : await findTarget(core, caller.appID, target);
	const checked: Action[] = actions;
	const command: TriggerCommand = {
		...(schema === undefined ? {} : { schema: text(schema, "schema") }),
		...(schemaVersion === undefined ? {} : { schemaVersion: version(schemaVersion) }),
		actions: checked,
		target: `thing:${targetThing.thingID}`,
		issuer: await issuerOf(core, caller, thing, issuer),
		...(title === undefined ? {} : { title: text(title, "title", maxTitle) }),
		...(description === undefined ? {} : { description: text(description, "description", maxDescription) }),
		...(metadata === undefined ? {} : { metadata: object(metadata) }),
	};
	if (targetThing !== thing) await issuerOf(core, caller, targetThing, issuer);
	await validateActions(core, caller.appID, targetThing, checked);
	if (!isTraitForm(checked) && (command.schema === undefined || command.schemaVersion === undefined)) {
		throw wrongCommand("schema and schemaVersion are required");
	}
	return command;
}

function text(value: unknown, name: string, maxLength = 200): string {
	if (typeof value === "string" && value.length <= maxLength) return value;
	throw wrongCommand(`${name} must be a string of at most ${maxLength} characters`);
}

function version(value: unknown): number {
	if (typeof value === "number") return value;
	throw wrongCommand("schemaVersion must be a number");
}

function object(value: unknown): Record<string, unknown> {
	if (isObject(value)) return value;
	throw wrongCommand("metadata must be an object");
}

function wrongCommand(why: string): KiiError {
	return new KiiError("WRONG_COMMAND", why);
}
