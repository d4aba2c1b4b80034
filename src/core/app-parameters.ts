import type { Core } from "./context.ts";
import { read, recordKey } from "./records.ts";

/** A parameter of the configuration of an app; undefined for one that has not been set. */
export async function appParameter(core: Core, appID: string, name: string): Promise<unknown> {
	return read(core, recordKey(appID, "parameter", name));
}
