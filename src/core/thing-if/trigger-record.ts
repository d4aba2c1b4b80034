import type { Core } from "../context.ts";
import { read, recordKey } from "../records.ts";
import type { CommandRequest } from "./command.ts";
import type { Predicate } from "./trigger-predicate.ts";

export interface TriggerCommand extends CommandRequest {
	/** `thing:{thingID}`: the thing of the trigger or another one of the issuer. */
	readonly target: string;
}

export interface TriggerServerCode {
	readonly endpoint: string;
	readonly executorAccessToken?: string;
	readonly targetAppID?: string;
	readonly parameters?: Readonly<Record<string, unknown>>;
}

/** As GET shows it (mqtt-and-thing-if, B5). */
export interface Trigger {
	readonly triggerID: string;
	readonly predicate: Predicate;
	readonly disabled: boolean;
	/** The errorCode with which the service refused what the trigger does, when it disabled the trigger for that. */
	readonly disabledReason?: string;
	readonly triggersWhat: "COMMAND" | "SERVER_CODE";
	readonly command?: TriggerCommand;
	readonly serverCode?: TriggerServerCode;
	readonly title?: string;
	readonly description?: string;
	readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface TriggerRecord {
	readonly trigger: Trigger;
	/** Its name in the folder of the order of creation. */
	readonly order: string;
}

// Triggers lie by thing: a state is compared with those of its thing, however many the app has.
export function triggerKey(appID: string, thingID: string, triggerID: string): string {
	return recordKey(appID, "trigger", thingID, triggerID);
}

export function triggerOrderFolder(appID: string, thingID: string): string {
	return recordKey(appID, "trigger-order", thingID);
}

/** All triggers of a thing in the order of their creation. */
export async function triggersOf(core: Core, appID: string, thingID: string): Promise<Trigger[]> {
	const entries = await core.store.list<TriggerRecord>(recordKey(appID, "trigger", thingID));
	if (entries.length > 1) entries.sort((a, b) => (a.value.order < b.value.order ? -1 : 1));
	return entries.map(({ value }) => value.trigger);
}

export async function findTrigger(
	core: Core,
	appID: string,
	thingID: string,
	triggerID: string,
): Promise<Trigger | undefined> {
	return (await read<TriggerRecord>(core, triggerKey(appID, thingID, triggerID)))?.trigger;
}
