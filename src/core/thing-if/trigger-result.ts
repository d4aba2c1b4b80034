import { append, type BoundedFolder, boundedFolder, clear } from "../bounded-folder.ts";
import type { Core } from "../context.ts";
import { type ListRequest, listPage, orderKey } from "../paging.ts";

/** How a run of a trigger's server code ended (mqtt-and-thing-if, B5). */
export interface ServerCodeResult {
	readonly succeeded: boolean;
	readonly returnedValue?: unknown;
	/** Unix milliseconds. */
	readonly executedAt: number;
	readonly endpoint: string;
	readonly error?: {
		readonly errorMessage: string;
		readonly details: { readonly errorCode: string; readonly message: string };
	};
}

/** Results kept of each trigger; the oldest go first. */
const maxResults = 1000;

/** Characters of a returned value, as JSON, that are kept with its result. */
const maxReturnedValue = 10_240;

function resultsOf(appID: string, thingID: string, triggerID: string): BoundedFolder {
	return boundedFolder(appID, "trigger-result", [thingID, triggerID], maxResults);
}

export async function keepResult(
	core: Core,
	appID: string,
	thingID: string,
	triggerID: string,
	result: ServerCodeResult,
): Promise<void> {
	const { returnedValue, ...rest } = result;
	const tooLong = (JSON.stringify(returnedValue) ?? "").length > maxReturnedValue;
	if (tooLong) {
		core.log.warn(
			{ appID, thingID, triggerID },
			`a returned value of more than ${maxReturnedValue} characters is not kept`,
		);
	}
	const kept = tooLong ? rest : result;
	await append(core, resultsOf(appID, thingID, triggerID), orderKey(core, appID, result.executedAt), kept);
}

/** In the order of the runs. */
export async function pageOfResults(
	core: Core,
	appID: string,
	thingID: string,
	triggerID: string,
	request: ListRequest,
): Promise<{ values: ServerCodeResult[]; nextPaginationKey?: string }> {
	return listPage(core, resultsOf(appID, thingID, triggerID).folder, request);
}

export async function deleteResults(core: Core, appID: string, thingID: string, triggerID: string): Promise<void> {
	await clear(core, resultsOf(appID, thingID, triggerID));
}
