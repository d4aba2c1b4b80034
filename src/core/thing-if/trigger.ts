import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { newTriggerID } from "../identifiers.ts";
import { type ListRequest, listPage, orderKey } from "../paging.ts";
import { type Caller, refused } from "../principal.ts";
import { inserted, modify, write } from "../records.ts";
import type { Thing } from "../thing.ts";
import { accessTarget } from "./target.ts";
import { armTrigger, disarmTrigger } from "./trigger-firing.ts";
import {
	findTrigger,
	type Trigger,
	type TriggerRecord,
	triggerKey,
	triggerOrderFolder,
	triggersOf,
} from "./trigger-record.ts";
import { type TriggerRequest, triggerContent } from "./trigger-request.ts";
import { deleteResults, pageOfResults, type ServerCodeResult } from "./trigger-result.ts";

/**
 * Makes a trigger on the states of a thing or on a schedule. A thing may not: only its owner or the administrator
 * (evidence S21).
 * @throws KiiError WRONG_TRIGGER, WRONG_PREDICATE, WRONG_COMMAND and more of {@link triggerContent}, and those of
 * {@link accessTarget}
 */
export async function createTrigger(
	core: Core,
	caller: Caller,
	target: string,
	request: TriggerRequest,
): Promise<{ triggerID: string }> {
	const { appID } = caller;
	const thing = await changeableTarget(core, caller, target);
	const content = await triggerContent(core, caller, thing, request);
	const triggerID = newTriggerID(core.idsOf(appID), core.clockOf(appID).now());
	const trigger: Trigger = { triggerID, ...content, disabled: false };
	const record: TriggerRecord = { trigger, order: orderKey(core, appID) };
	await write(
		core,
		inserted(triggerKey(appID, thing.thingID, triggerID), record),
		inserted(`${triggerOrderFolder(appID, thing.thingID)}/${record.order}`, triggerID),
	);
	armTrigger(core, appID, thing.thingID, trigger);
	return { triggerID };
}

/** @throws KiiError TRIGGER_NOT_FOUND, and those of {@link accessTarget} */
export async function getTrigger(core: Core, caller: Caller, target: string, triggerID: string): Promise<Trigger> {
	const { thingID } = await accessTarget(core, caller, target);
	const trigger = await findTrigger(core, caller.appID, thingID, triggerID);
	if (trigger === undefined) throw triggerNotFound(triggerID);
	return trigger;
}

/** In the order of their creation. */
export async function listTriggers(
	core: Core,
	caller: Caller,
	target: string,
	request: ListRequest,
): Promise<{ triggers: Trigger[]; nextPaginationKey?: string }> {
	const { appID } = caller;
	const { thingID } = await accessTarget(core, caller, target);
	const { values, ...rest } = await listPage<string>(core, triggerOrderFolder(appID, thingID), request);
	const triggers = await Promise.all(values.map((triggerID) => findTrigger(core, appID, thingID, triggerID)));
	return { triggers: triggers.filter((trigger) => trigger !== undefined), ...rest };
}

/** Changes what the request has and leaves the rest. Errors as {@link createTrigger}, and TRIGGER_NOT_FOUND. */
export async function patchTrigger(
	core: Core,
	caller: Caller,
	target: string,
	triggerID: string,
	request: TriggerRequest,
): Promise<void> {
	const { appID } = caller;
	const thing = await changeableTarget(core, caller, target);
	const key = triggerKey(appID, thing.thingID, triggerID);
	for (;;) {
		const entry = await core.store.get<TriggerRecord>(key);
		if (entry === undefined) throw triggerNotFound(triggerID);
		const { trigger: before } = entry.value;
		const content = await triggerContent(core, caller, thing, request, before);
		const { disabled, disabledReason } = before;
		const trigger = { triggerID, ...content, disabled, ...(disabledReason === undefined ? {} : { disabledReason }) };
		if (!(await core.store.commit([{ key, value: { ...entry.value, trigger }, expect: entry.version }]))) continue;
		armTrigger(core, appID, thing.thingID, trigger);
		return;
	}
}

/** Switches a trigger on or off; on, it waits for its next time or change. @throws KiiError as {@link getTrigger} */
export async function enableTrigger(
	core: Core,
	caller: Caller,
	target: string,
	triggerID: string,
	enabled: boolean,
): Promise<void> {
	const { appID } = caller;
	const { thingID } = await accessTarget(core, caller, target);
	const record = await modify<TriggerRecord>(core, triggerKey(appID, thingID, triggerID), (before) => {
		const { disabledReason, ...trigger } = before.trigger;
		return { ...before, trigger: enabled ? { ...trigger, disabled: false } : { ...before.trigger, disabled: true } };
	});
	if (record === undefined) throw triggerNotFound(triggerID);
	armTrigger(core, appID, thingID, record.trigger);
}

/** @throws KiiError as {@link getTrigger} */
export async function deleteTrigger(core: Core, caller: Caller, target: string, triggerID: string): Promise<void> {
	const { appID } = caller;
	const { thingID } = await accessTarget(core, caller, target);
	if (!(await removeTrigger(core, appID, thingID, triggerID))) throw triggerNotFound(triggerID);
}

/** Removes all triggers of a thing that is deleted. */
export async function deleteTriggersOf(core: Core, appID: string, thingID: string): Promise<void> {
	for (const { triggerID } of await triggersOf(core, appID, thingID)) {
		await removeTrigger(core, appID, thingID, triggerID);
	}
}

/** How the server code of a trigger ended each time, in order. @throws KiiError as {@link getTrigger} */
export async function listServerCodeResults(
	core: Core,
	caller: Caller,
	target: string,
	triggerID: string,
	request: ListRequest,
): Promise<{ triggerServerCodeResults: ServerCodeResult[]; nextPaginationKey?: string }> {
	const { appID } = caller;
	const { thingID } = await accessTarget(core, caller, target);
	if ((await findTrigger(core, appID, thingID, triggerID)) === undefined) throw triggerNotFound(triggerID);
	const { values, ...rest } = await pageOfResults(core, appID, thingID, triggerID, request);
	return { triggerServerCodeResults: values, ...rest };
}

async function removeTrigger(core: Core, appID: string, thingID: string, triggerID: string): Promise<boolean> {
	const key = triggerKey(appID, thingID, triggerID);
	const entry = await core.store.get<TriggerRecord>(key);
	if (entry === undefined) return false;
	await write(
		core,
		{ key, value: undefined },
		{ key: `${triggerOrderFolder(appID, thingID)}/${entry.value.order}`, value: undefined },
	);
	disarmTrigger(core, appID, thingID, triggerID);
	await deleteResults(core, appID, thingID, triggerID);
	return true;
}

async function changeableTarget(core: Core, caller: Caller, target: string): Promise<Thing> {
	const thing = await accessTarget(core, caller, target);
	if (caller.principal.kind === "thing") throw refused(caller);
	return thing;
}

function triggerNotFound(triggerID: string): KiiError {
	return new KiiError("TRIGGER_NOT_FOUND", `Trigger ${triggerID} not found`, { triggerID });
}
