import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import type { ServerCodeOutcome } from "../ports.ts";
import { invokeServerCode } from "../server-code.ts";
import { resolveToken } from "../token.ts";
import { type TriggerServerCode, triggerKey } from "./trigger-record.ts";
import { keepResult, type ServerCodeResult } from "./trigger-result.ts";

/** Runs of one trigger under way at once: server code that registers the state that fires it would never end. */
const maxRuns = 32;

const runsOf = new WeakMap<Core, Map<string, number>>();

/** Runs the server code of a trigger and keeps the result. */
export async function runTriggerServerCode(
	core: Core,
	appID: string,
	thingID: string,
	triggerID: string,
	serverCode: TriggerServerCode,
): Promise<void> {
	const runs = runsOf.get(core) ?? new Map<string, number>();
	runsOf.set(core, runs);
	const key = triggerKey(appID, thingID, triggerID);
	const running = runs.get(key) ?? 0;
	if (running >= maxRuns) {
		core.log.warn(
			{ appID, thingID, triggerID },
			`trigger not fired: ${maxRuns} runs of its server code are under way; does it register the state that fires it?`,
		);
		return;
	}
	runs.set(key, running + 1);
	try {
		const { endpoint } = serverCode;
		const executedAt = core.clockOf(appID).now();
		const outcome = await invoke(core, appID, serverCode);
		await keepResult(core, appID, thingID, triggerID, { ...resultOf(outcome), executedAt, endpoint });
	} finally {
		const left = (runs.get(key) ?? 1) - 1;
		if (left === 0) runs.delete(key);
		else runs.set(key, left);
	}
}

type Failure = Pick<Extract<ServerCodeOutcome, { ok: false }>, "ok" | "message"> & { readonly errorCode: string };

async function invoke(
	core: Core,
	appID: string,
	{ endpoint, parameters = {}, executorAccessToken, targetAppID = appID }: TriggerServerCode,
): Promise<Extract<ServerCodeOutcome, { ok: true }> | Failure> {
	try {
		// An app's server code and keys are not for the triggers of another, but for whoever has a token of both.
		if (targetAppID !== appID) await resolveToken(core, targetAppID, executorAccessToken ?? "");
		return await invokeServerCode(core, targetAppID, "current", endpoint, parameters, executorAccessToken);
	} catch (error) {
		if (!(error instanceof KiiError)) throw error;
		return { ok: false, errorCode: error.errorCode, message: error.message };
	}
}

function resultOf(
	outcome: Extract<ServerCodeOutcome, { ok: true }> | Failure,
): Pick<ServerCodeResult, "succeeded" | "returnedValue" | "error"> {
	if (outcome.ok) {
		const { returnedValue } = outcome;
		return { succeeded: true, ...(returnedValue === undefined ? {} : { returnedValue }) };
	}
	const { errorCode, message } = outcome;
	return {
		succeeded: false,
		error: {
			errorMessage: "Error found while executing the developer-defined code",
			details: { errorCode, message },
		},
	};
}
