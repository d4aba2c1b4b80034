import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { isMember } from "../group/group.ts";
import { newCommandID } from "../identifiers.ts";
import { type ListRequest, listPage, orderKey } from "../paging.ts";
import { type Caller, refused } from "../principal.ts";
import { pushToOwner } from "../push.ts";
import { inserted, modify, read, recordKey } from "../records.ts";
import type { Thing } from "../thing.ts";
import { owns } from "../thing-access.ts";
import { parseTypedID, typedIDText } from "../typed-id.ts";
import { type Action, actionFaults, isTraitForm } from "./action.ts";
import type { ActionResult } from "./action-results.ts";
import { accessTarget } from "./target.ts";
import { validateActions } from "./validate-actions.ts";

export type CommandState = "SENDING" | "SEND_FAILED" | "INCOMPLETE" | "DONE";

export interface CommandRequest {
	readonly actions: readonly Action[];
	readonly issuer: string;
	/** Of the form without traits, whose guide requires it; a command without is taken all the same. */
	readonly schema?: string | undefined;
	readonly schemaVersion?: number | undefined;
	readonly title?: string | undefined;
	readonly description?: string | undefined;
	readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** As GET shows it (mqtt-and-thing-if, B2). Times in Unix milliseconds. */
export interface Command extends CommandRequest {
	readonly commandID: string;
	readonly target: string;
	readonly commandState: CommandState;
	readonly actionResults?: readonly ActionResult[];
	readonly firedByTriggerID?: string;
	readonly createdAt: number;
	readonly modifiedAt: number;
}

export function commandKey(appID: string, thingID: string, commandID: string): string {
	return recordKey(appID, "command", thingID, commandID);
}

function orderFolder(appID: string, thingID: string): string {
	return recordKey(appID, "command-order", thingID);
}

/**
 * Takes a command of a caller for a target.
 * @throws KiiError WRONG_COMMAND, INVALID_INPUT_DATA, and those of {@link validateActions} and {@link accessTarget}
 */
export async function createCommand(
	core: Core,
	caller: Caller,
	target: string,
	request: CommandRequest,
): Promise<{ commandID: string }> {
	const thing = await accessTarget(core, caller, target);
	const issuer = await issuerOf(core, caller, thing, request.issuer);
	await validateActions(core, caller.appID, thing, request.actions);
	return sendCommand(core, caller.appID, thing, { ...request, issuer });
}

/**
 * Stores a command and sends it to the thing's MQTT topic, if the thing is connected (QoS 0: nothing is kept).
 * The issuer has been checked. @throws KiiError WRONG_COMMAND, INVALID_INPUT_DATA
 */
export async function sendCommand(
	core: Core,
	appID: string,
	thing: Thing,
	request: CommandRequest & { readonly firedByTriggerID?: string },
): Promise<{ commandID: string }> {
	const faults = actionFaults(request.actions);
	if (faults !== undefined) throw new KiiError("WRONG_COMMAND", faults);
	const now = core.clockOf(appID).now();
	const { schema, schemaVersion, actions, issuer, title, description, metadata, firedByTriggerID } = request;
	const optional = { schema, schemaVersion, title, description, metadata, firedByTriggerID };
	const command: Command = {
		commandID: newCommandID(core.idsOf(appID), now),
		target: `thing:${thing.thingID}`,
		issuer,
		actions,
		...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
		commandState: "SENDING",
		createdAt: now,
		modifiedAt: now,
	};
	const { commandID } = command;
	const payload = commandPayload(core, thing, command);
	const key = commandKey(appID, thing.thingID, commandID);
	await core.store.commit([
		inserted(key, command),
		inserted(`${orderFolder(appID, thing.thingID)}/${orderKey(core, appID)}`, commandID),
	]);
	const delivered = await pushToOwner(core, appID, { type: "thing", id: thing.thingID }, payload);
	if (delivered) {
		await modify<Command>(core, key, (sent) =>
			sent.commandState === "SENDING"
				? { ...sent, commandState: "INCOMPLETE", modifiedAt: core.clockOf(appID).now() }
				: sent,
		);
	} else {
		core.log.info(
			{ appID, thingID: thing.thingID, commandID },
			"command not delivered: its thing is not connected and subscribed",
		);
	}
	return { commandID };
}

/** @throws KiiError COMMAND_NOT_FOUND, and those of {@link accessTarget} */
export async function getCommand(core: Core, caller: Caller, target: string, commandID: string): Promise<Command> {
	const thing = await accessTarget(core, caller, target);
	const command = await read<Command>(core, commandKey(caller.appID, thing.thingID, commandID));
	if (command === undefined) throw commandNotFound(commandID);
	return command;
}

/** In the order of their creation. */
export async function listCommands(
	core: Core,
	caller: Caller,
	target: string,
	request: ListRequest,
): Promise<{ commands: Command[]; nextPaginationKey?: string }> {
	const thing = await accessTarget(core, caller, target);
	const { values, ...rest } = await listPage<string>(core, orderFolder(caller.appID, thing.thingID), request);
	const commands = await Promise.all(
		values.map((commandID) => read<Command>(core, commandKey(caller.appID, thing.thingID, commandID))),
	);
	return { commands: commands.filter((command) => command !== undefined), ...rest };
}

/** Forgets the commands for a thing that is deleted. */
export async function deleteCommandsOf(core: Core, appID: string, thingID: string): Promise<void> {
	await core.store.clear(recordKey(appID, "command", thingID));
	await core.store.clear(orderFolder(appID, thingID));
}

export function commandNotFound(commandID: string): KiiError {
	return new KiiError("COMMAND_NOT_FOUND", `Command ${commandID} not found`, { commandID });
}

/** The issuer must own the target, if only in a group; a user issues for itself and its groups (Kii guide, "Commands"). */
export async function issuerOf(core: Core, caller: Caller, thing: Thing, text: string): Promise<string> {
	const issuer = parseTypedID(text);
	if (issuer === undefined || issuer.type === "thing") {
		throw invalidInput({ issuer: "must be user:{userID} or group:{groupID}" });
	}
	const name = typedIDText(issuer);
	const { appID, principal } = caller;
	const userID = principal.kind === "user" ? principal.userID : undefined;
	if (userID !== undefined && issuer.type === "user" && issuer.id !== userID) throw refused(caller);
	if (!(await owns(core, appID, issuer, thing))) {
		throw new KiiError("WRONG_COMMAND", `The issuer ${name} does not own the target thing:${thing.thingID}`);
	}
	if (userID !== undefined && issuer.type === "group" && !(await isMember(core, appID, issuer.id, userID))) {
		throw refused(caller);
	}
	return name;
}

/** What the thing receives: forms C1 (with schema) and C2 (traits). Its gateway must also learn which end node it is for. */
function commandPayload(core: Core, thing: Thing, command: Command): string {
	const { schema, schemaVersion, commandID, actions, issuer, target } = command;
	const forEndNode = thing.gateway !== undefined && core.settings.endNodeCommandTarget ? { target } : {};
	const payload = isTraitForm(actions)
		? JSON.stringify({ commandID, actions, issuer, ...forEndNode })
		: JSON.stringify({ schema, schemaVersion, commandID, actions, issuer, ...forEndNode });
	const bytes = new TextEncoder().encode(payload).length;
	if (bytes > maxPushBytes) {
		throw invalidInput({ actions: `make a push message of ${bytes} bytes, ${maxPushBytes} are allowed` });
	}
	return payload;
}

/** Kii guide, "Leveraging push": the longest message on an MQTT topic. */
const maxPushBytes = 4096;
