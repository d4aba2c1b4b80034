import type { Core } from "./context.ts";
import { mqttTopicKeysOf } from "./mqtt-endpoint.ts";
import { recordKey } from "./records.ts";

/**
 * Folders of records that lead to an app and are not below it: an MQTT topic, and the URL of a published body, name none. The
 * value of each has its app as `appID`.
 */
export const pointerFolders: readonly string[] = ["mqtt-topic", "publication"];

export function isPointer(key: string): boolean {
	return pointerFolders.includes(key.split("/", 1)[0] ?? "");
}

/** Keys of the records that lead to an app: what is below the app tells them. */
export async function pointersTo(core: Core, appID: string): Promise<string[]> {
	const publications = core.store.all([recordKey(appID, "object-publication")]);
	return [...(await mqttTopicKeysOf(core, appID)), ...publications.map(({ value }) => `${value}`)];
}
