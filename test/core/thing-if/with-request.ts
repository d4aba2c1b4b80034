import { createTrigger, getTrigger } from "../../../src/core/thing-if/trigger.ts";
import { appID } from "../../helpers/core.ts";
import { withThing } from "./with-thing.ts";

export const actions = [{ turnPower: { power: true } }];
export const condition = { type: "eq", field: "power", value: true };
export const predicate = { eventSource: "STATES", condition, triggersWhen: "CONDITION_TRUE" };
export const serverCode = { endpoint: "run", executorAccessToken: "token", targetAppID: appID, parameters: { a: 1 } };

/** A thing, and what a trigger of it is asked for with. */
export async function withRequest() {
	const world = await withThing();
	const { core, owner, target, issuer } = world;
	const command = { schema: "lamp", schemaVersion: 1, actions, issuer };
	const request = { predicate, triggersWhat: "COMMAND", command };
	const create = (given: object = request) => createTrigger(core, owner, target, given);
	const get = (triggerID: string) => getTrigger(core, owner, target, triggerID);
	return { ...world, command, request, create, get };
}
