import type { Core } from "./context.ts";
import { dropUnnamedBytes } from "./data/body/drop-unnamed-bytes.ts";
import { armExpiry, type MqttEndpoint } from "./mqtt-endpoint.ts";
import type { Entry, Write } from "./ports.ts";
import type { Thing } from "./thing.ts";
import { armTrigger } from "./thing-if/trigger-firing.ts";
import type { TriggerRecord } from "./thing-if/trigger-record.ts";

/**
 * Goes on with records that another process wrote, or a snapshot had: schedules run from now on, nobody is connected, and
 * bytes that no record names any more are dropped. `entries` are those of the app that it is about; of all without one.
 */
export async function resume(core: Core, entries: readonly Entry[], app?: string): Promise<void> {
	const writes: Write[] = [];
	for (const entry of entries) {
		const [top, name = "", kind, ...ids] = entry.key.split("/");
		if (top !== "app") continue;
		const appID = decodeURIComponent(name);
		if (kind === "trigger") resumeTrigger(core, appID, ids, entry as Entry<TriggerRecord>);
		else if (kind === "thing") writes.push(...offline(core, appID, entry as Entry<Thing>));
		else if (kind === "mqtt-endpoint") armExpiry(core, entry.value as MqttEndpoint);
	}
	await core.store.commit(writes);
	await dropUnnamedBytes(core, entries, app);
}

function resumeTrigger(core: Core, appID: string, [thingID = ""]: readonly string[], { value }: Entry<TriggerRecord>) {
	armTrigger(core, appID, decodeURIComponent(thingID), value.trigger);
}

function offline(core: Core, appID: string, { key, value, version }: Entry<Thing>): Write[] {
	if (value.connection?.online !== true) return [];
	const thing: Thing = { ...value, connection: { online: false, modifiedAt: core.clockOf(appID).now() } };
	return [{ key, value: thing, expect: version }];
}
