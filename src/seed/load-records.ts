import type { Core } from "../core/context.ts";
import type { MqttEndpoint } from "../core/mqtt-endpoint.ts";
import type { Write } from "../core/ports.ts";
import { appFolder } from "../core/records.ts";
import type { SeedApp } from "./document.ts";

/** Puts in what a recorder has found that the sections have no words for. */
export async function loadRecords(core: Core, appID: string, { records, bodies }: SeedApp): Promise<void> {
	const folder = appFolder(appID);
	const writes: Write[] = [];
	for (const { key, value } of records ?? []) {
		writes.push({ key: `${folder}/${key}`, value: value ?? undefined });
		if (!key.startsWith("mqtt-endpoint/") || value === null) continue;
		const { mqttTopic, installationID } = value as MqttEndpoint;
		writes.push({ key: `mqtt-topic/${encodeURIComponent(mqttTopic)}`, value: { appID, installationID } });
	}
	await core.store.commit(writes);
	for (const { key, base64 } of bodies ?? []) {
		await core.blobs.put(
			`${folder}/${key}`,
			Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)),
		);
	}
}
