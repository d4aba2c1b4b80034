import { cancelAlarm, setAlarm } from "../alarms.ts";
import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { otherRequests } from "../other-requests.ts";
import { modify } from "../records.ts";
import { findThing, type Thing } from "../thing.ts";
import { owns } from "../thing-access.ts";
import { parseTypedID } from "../typed-id.ts";
import { sendCommand } from "./command.ts";
import { nextTime } from "./schedule.ts";
import { findTarget } from "./target.ts";
import { firesOn } from "./trigger-predicate.ts";
import {
	findTrigger,
	type Trigger,
	type TriggerCommand,
	type TriggerRecord,
	triggerKey,
	triggersOf,
} from "./trigger-record.ts";
import { runTriggerServerCode } from "./trigger-server-code.ts";
import { validateActions } from "./validate-actions.ts";

// Triggers fired in one turn of the event loop.
const atATime = 100;

type State = Readonly<Record<string, unknown>>;

/** Fires the triggers of a thing that a change of its state means. Never rejects; done when all they do is done. */
export async function fireStateTriggers(
	core: Core,
	appID: string,
	{ thingID }: Thing,
	change: { readonly before: State | undefined; readonly after: State; readonly at: number },
): Promise<void> {
	const runs: Promise<void>[] = [];
	for (const trigger of await triggersOf(core, appID, thingID)) {
		const { predicate, disabled, triggersWhat } = trigger;
		if (disabled || predicate.eventSource !== "STATES" || !firesOn(predicate, change)) continue;
		const run = fire(core, appID, thingID, trigger);
		runs.push(run);
		if (runs.length % atATime === 0) await otherRequests();
		// Commands leave in the order of the triggers; server code may take its time.
		if (triggersWhat === "COMMAND") await run;
	}
	await Promise.all(runs);
}

/** Makes the clock fire an enabled trigger with a schedule, and no other. */
export function armTrigger(core: Core, appID: string, thingID: string, trigger: Trigger): void {
	const { predicate, disabled, triggerID } = trigger;
	const key = triggerKey(appID, thingID, triggerID);
	if (disabled || predicate.eventSource === "STATES") cancelAlarm(core, key);
	else {
		setAlarm(core, appID, key, {
			next: (after) => nextTime(predicate, after),
			due: () => fireDue(core, appID, thingID, triggerID),
		});
	}
}

export function disarmTrigger(core: Core, appID: string, thingID: string, triggerID: string): void {
	cancelAlarm(core, triggerKey(appID, thingID, triggerID));
}

async function fireDue(core: Core, appID: string, thingID: string, triggerID: string): Promise<void> {
	try {
		const trigger = await findTrigger(core, appID, thingID, triggerID);
		const thing = await findThing(core, appID, thingID).catch(() => undefined);
		// Nobody had to tell the clock when the app, the thing or the trigger went.
		if (trigger === undefined || thing === undefined) disarmTrigger(core, appID, thingID, triggerID);
		else if (!trigger.disabled) await fire(core, appID, thingID, trigger);
	} catch (err) {
		core.log.error({ err, appID, thingID, triggerID }, "scheduled trigger failed: this is a fault of the emulator");
	}
}

async function fire(core: Core, appID: string, thingID: string, trigger: Trigger): Promise<void> {
	const { triggerID, command, serverCode } = trigger;
	try {
		if (serverCode !== undefined) await runTriggerServerCode(core, appID, thingID, triggerID, serverCode);
		else if (command !== undefined) await sendTriggerCommand(core, appID, command, triggerID);
	} catch (err) {
		if (err instanceof KiiError) await disable(core, appID, thingID, trigger, err);
		else core.log.error({ err, appID, thingID, triggerID }, "trigger failed: this is a fault of the emulator");
	}
}

async function sendTriggerCommand(
	core: Core,
	appID: string,
	{ target, ...command }: TriggerCommand,
	firedByTriggerID: string,
): Promise<void> {
	const thing = await findTarget(core, appID, target);
	const issuer = parseTypedID(command.issuer);
	if (issuer === undefined || !(await owns(core, appID, issuer, thing))) {
		throw new KiiError("WRONG_COMMAND", `The issuer ${command.issuer} does not own the target ${target}`);
	}
	await validateActions(core, appID, thing, command.actions);
	await sendCommand(core, appID, thing, { ...command, firedByTriggerID });
}

/** What was right when the trigger was made has changed since, such as the firmware (evidence S30). */
async function disable(core: Core, appID: string, thingID: string, trigger: Trigger, error: KiiError): Promise<void> {
	const { triggerID } = trigger;
	const { errorCode, message } = error;
	core.log.warn({ appID, thingID, triggerID, errorCode }, `trigger disabled, its command is refused: ${message}`);
	await modify<TriggerRecord>(core, triggerKey(appID, thingID, triggerID), (record) => ({
		...record,
		trigger: { ...record.trigger, disabled: true, disabledReason: errorCode },
	}));
	disarmTrigger(core, appID, thingID, triggerID);
}
