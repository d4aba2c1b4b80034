import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { recordKey, write } from "./records.ts";

function refusalsKey(appID: string, installationID: string): string {
	return recordKey(appID, "mqtt-endpoint-refusals", installationID);
}

/**
 * The first calls for the endpoint of an installation are refused, as many as the setting `endpointNotReady` says.
 * @throws KiiError MQTT_ENDPOINT_NOT_READY (503) with the text and keys of a recorded one (evidence S7)
 */
export async function requireReady(core: Core, appID: string, installationID: string): Promise<void> {
	const { endpointNotReady } = core.settings;
	if (endpointNotReady === 0) return;
	const key = refusalsKey(appID, installationID);
	for (;;) {
		const entry = await core.store.get<number>(key);
		const refusals = entry?.value ?? 0;
		if (refusals >= endpointNotReady) return;
		if (!(await core.store.commit([{ key, value: refusals + 1, expect: entry?.version ?? 0 }]))) continue;
		const message = `MQTT endpoint for  ${installationID} is not ready. Please try again later.`;
		throw new KiiError("MQTT_ENDPOINT_NOT_READY", message, { installationID, appID });
	}
}

/** Of an installation that is deleted. */
export async function forgetRefusals(core: Core, appID: string, installationID: string): Promise<void> {
	await write(core, { key: refusalsKey(appID, installationID), value: undefined });
}
