import type { Core } from "../context.ts";
import type { Thing } from "../thing.ts";
import { appendToHistory } from "./state-history.ts";
import { fireStateTriggers } from "./trigger-firing.ts";

export interface StateChange {
	/** Undefined before the first state. */
	readonly before: Readonly<Record<string, unknown>> | undefined;
	/** All of the state. The object of an alias that was not written is the very one of `before`. */
	readonly after: Readonly<Record<string, unknown>>;
	/** When the state was true, Unix milliseconds. */
	readonly at: number;
	/** Whether `after` is alias → fields; taken from its looks when missing. */
	readonly form?: "flat" | "trait";
}

/**
 * What follows from a new state of a thing: its history and the triggers on it. Done when the commands of the triggers
 * are handed to the broker and their server code has run. Never fails because of a trigger.
 */
export async function stateChanged(core: Core, appID: string, thing: Thing, change: StateChange): Promise<void> {
	await appendToHistory(core, appID, thing.thingID, change);
	await fireStateTriggers(core, appID, thing, change);
}
