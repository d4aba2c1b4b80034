import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Caller } from "../principal.ts";
import type { Thing } from "../thing.ts";
import { triggerCommand } from "./trigger-command.ts";
import { parsePredicate } from "./trigger-predicate.ts";
import type { Trigger, TriggerServerCode } from "./trigger-record.ts";
import { validatePredicate } from "./validate-predicate.ts";

/** The body of POST and PATCH; lengths have been checked. */
export interface TriggerRequest {
	readonly predicate?: unknown;
	readonly triggersWhat?: unknown;
	readonly command?: unknown;
	readonly serverCode?: unknown;
	readonly title?: string | undefined;
	readonly description?: string | undefined;
	readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export type TriggerContent = Omit<Trigger, "triggerID" | "disabled" | "disabledReason">;

/** `^[a-zA-Z][_a-zA-Z0-9]*$` of the endpoints of server code (cloud-rest, section 7). */
const endpointPattern = /^[a-zA-Z]\w*$/;

/**
 * What a trigger is after a request, which need not repeat what `before` has.
 * @throws KiiError WRONG_TRIGGER, WRONG_PREDICATE, STATE_PREDICATE_TRAIT_VALIDATION, and those of {@link triggerCommand}
 */
export async function triggerContent(
	core: Core,
	caller: Caller,
	thing: Thing,
	request: TriggerRequest,
	before?: Trigger,
): Promise<TriggerContent> {
	const { title = before?.title, description = before?.description, metadata = before?.metadata } = request;
	const texts = Object.fromEntries(
		Object.entries({ title, description, metadata }).filter(([, value]) => value !== undefined),
	);
	const triggersWhat: unknown = request.triggersWhat ?? (before && kindOf(request, before));
	// What is kept has been checked, and a time that has passed since is no fault of this request.
	const given =
		request.predicate === undefined ? undefined : parsePredicate(request.predicate, core.clockOf(caller.appID).now());
	const predicate = given ?? before?.predicate;
	if (predicate === undefined) throw wrongTrigger("predicate is required");
	if (given !== undefined) await validatePredicate(core, caller.appID, thing, given);
	switch (triggersWhat) {
		case "COMMAND": {
			const command =
				request.command === undefined
					? before?.command
					: await triggerCommand(core, caller, thing, request.command, before?.command);
			if (command === undefined) throw wrongTrigger("command is required");
			return { predicate, triggersWhat: "COMMAND", command, ...texts };
		}
		case "SERVER_CODE": {
			const serverCode = request.serverCode === undefined ? before?.serverCode : readServerCode(request.serverCode);
			if (serverCode === undefined) throw wrongTrigger("serverCode is required");
			return { predicate, triggersWhat: "SERVER_CODE", serverCode, ...texts };
		}
		default:
			throw wrongTrigger("triggersWhat must be COMMAND or SERVER_CODE");
	}
}

/** What a change without `triggersWhat` means: the only action it has, else what the trigger did before. */
function kindOf({ command, serverCode }: TriggerRequest, before: Trigger): Trigger["triggersWhat"] {
	if ((command === undefined) === (serverCode === undefined)) return before.triggersWhat;
	return serverCode === undefined ? "COMMAND" : "SERVER_CODE";
}

function readServerCode(given: unknown): TriggerServerCode {
	if (!isObject(given)) throw wrongTrigger("serverCode must be an object");
	const { endpoint, parameters, ...texts } = given;
	if (typeof endpoint !== "string" || !endpointPattern.test(endpoint)) {
		throw wrongTrigger("serverCode.endpoint must be the name of a function");
	}
	for (const name of ["executorAccessToken", "targetAppID"]) {
		if (texts[name] !== undefined && typeof texts[name] !== "string") {
			throw wrongTrigger(`serverCode.${name} must be a string`);
		}
	}
	if (parameters !== undefined && !isObject(parameters)) throw wrongTrigger("serverCode.parameters must be an object");
	const { executorAccessToken, targetAppID } = texts;
	return {
		endpoint,
		...(typeof executorAccessToken === "string" ? { executorAccessToken } : {}),
		...(typeof targetAppID === "string" ? { targetAppID } : {}),
		...(parameters === undefined ? {} : { parameters }),
	};
}

function wrongTrigger(why: string): KiiError {
	return new KiiError("WRONG_TRIGGER", `The provided trigger is not valid: ${why}`);
}
