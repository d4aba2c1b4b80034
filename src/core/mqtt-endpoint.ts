import { cancelAlarm, setAlarm } from "./alarms.ts";
import type { Core, EndpointAddress } from "./context.ts";
import { newMqttPassword, newMqttTopic, newMqttUsername } from "./identifiers.ts";
import type { Installation } from "./installation.ts";
import { installationKey, type OwnedInstallation, ownedMqttInstallation } from "./installation-records.ts";
import { forgetRefusals } from "./mqtt-endpoint-readiness.ts";
import type { Condition, Write } from "./ports.ts";
import { inserted, read, recordKey, write } from "./records.ts";

/** The credentials of one MQTT installation; `mqttTopic` is client ID and push topic at once. */
export interface MqttEndpoint {
	readonly appID: string;
	readonly installationID: string;
	readonly username: string;
	readonly password: string;
	readonly mqttTopic: string;
	/** Unix milliseconds, or missing for an endpoint that never ends. */
	readonly expiresAt?: number;
}

/** Seconds that mean "for ever": what Kii's replies say. */
const endless = 2_147_483_647;

function endpointKey(appID: string, installationID: string): string {
	return recordKey(appID, "mqtt-endpoint", installationID);
}

// Not below an app: CONNECT names a client ID only, the app is what it leads to.
function topicIndex(mqttTopic: string): string {
	return `mqtt-topic/${encodeURIComponent(mqttTopic)}`;
}

/** The installation's endpoint; a new one when there is none or its time is over (A9: the client asks again). */
export async function mqttEndpointOf(core: Core, appID: string, installationID: string): Promise<MqttEndpoint> {
	for (;;) {
		const entry = await core.store.get<MqttEndpoint>(endpointKey(appID, installationID));
		if (entry && !expired(core, appID, entry.value)) return entry.value;
		const { endpointTtl } = core.settings;
		const endpoint: MqttEndpoint = {
			appID,
			installationID,
			username: newMqttUsername(core.idsOf(appID), appID),
			password: newMqttPassword(core.idsOf(appID)),
			mqttTopic: newMqttTopic(core.idsOf(appID)),
			...(endpointTtl >= endless ? {} : { expiresAt: core.clockOf(appID).now() + endpointTtl * 1000 }),
		};
		const owned = await ownedWrite(core, endpoint);
		const done = await core.store.commit(
			[
				{ key: endpointKey(appID, installationID), value: endpoint, expect: entry?.version ?? 0 },
				inserted(topicIndex(endpoint.mqttTopic), { appID, installationID }),
				...(entry ? [{ key: topicIndex(entry.value.mqttTopic), value: undefined }] : []),
				...owned.writes,
			],
			owned.conditions,
		);
		if (!done) continue;
		armExpiry(core, endpoint);
		return endpoint;
	}
}

/** Ends the connection of an endpoint when its time is over. */
export function armExpiry(core: Core, { appID, installationID, mqttTopic, expiresAt }: MqttEndpoint): void {
	if (expiresAt === undefined) return;
	setAlarm(core, appID, endpointKey(appID, installationID), {
		next: (after) => (expiresAt > after ? expiresAt : undefined),
		due: () => core.push.disconnect(mqttTopic, "its MQTT endpoint has expired: ask for a new one"),
	});
}

/** Names the endpoint where push messages look for it: under the owner of the installation. */
async function ownedWrite(
	core: Core,
	{ appID, installationID, mqttTopic, expiresAt }: MqttEndpoint,
): Promise<{ readonly writes: readonly Write[]; readonly conditions: readonly Condition[] }> {
	const installation = await core.store.get<Installation>(installationKey(appID, installationID));
	if (installation === undefined) return { writes: [], conditions: [] };
	const key = ownedMqttInstallation(appID, installation.value.owner);
	const owned = await core.store.get<OwnedInstallation>(key);
	const endpoint = { mqttTopic, ...(expiresAt === undefined ? {} : { expiresAt }) };
	const isListed = owned?.value.installationID === installationID;
	return {
		writes: isListed ? [{ key, value: { ...owned.value, endpoint }, expect: owned.version }] : [],
		// A record made again under the same owner could have the same version.
		conditions: [installation],
	};
}

/** The endpoint a client ID belongs to, unless it has expired. */
export async function findMqttEndpoint(core: Core, mqttTopic: string): Promise<MqttEndpoint | undefined> {
	const found = await read<{ appID: string; installationID: string }>(core, topicIndex(mqttTopic));
	if (found === undefined) return undefined;
	const endpoint = await read<MqttEndpoint>(core, endpointKey(found.appID, found.installationID));
	return endpoint && endpoint.mqttTopic === mqttTopic && !expired(core, found.appID, endpoint) ? endpoint : undefined;
}

/** Voids the credentials and ends the connection that uses them. */
export async function deleteMqttEndpoint(core: Core, appID: string, installationID: string): Promise<void> {
	const endpoint = await read<MqttEndpoint>(core, endpointKey(appID, installationID));
	await forgetRefusals(core, appID, installationID);
	if (endpoint === undefined) return;
	await write(
		core,
		{ key: endpointKey(appID, installationID), value: undefined },
		{ key: topicIndex(endpoint.mqttTopic), value: undefined },
	);
	cancelAlarm(core, endpointKey(appID, installationID));
	core.push.disconnect(endpoint.mqttTopic, "its installation was deleted");
}

/** Ends the connection that uses the credentials, which stay as they are. */
export async function disconnectEndpoint(
	core: Core,
	appID: string,
	installationID: string,
	reason: string,
): Promise<void> {
	const endpoint = await read<MqttEndpoint>(core, endpointKey(appID, installationID));
	if (endpoint !== undefined) core.push.disconnect(endpoint.mqttTopic, reason);
}

/** The MQTT topics of all endpoints of an app, expired ones, too. */
export async function mqttTopicsOf(core: Core, appID: string): Promise<string[]> {
	const endpoints = await core.store.list<MqttEndpoint>(recordKey(appID, "mqtt-endpoint"));
	return endpoints.map(({ value }) => value.mqttTopic);
}

/** Keys of the records by which the MQTT topics of an app lead to it: they are not below the app. */
export async function mqttTopicKeysOf(core: Core, appID: string): Promise<string[]> {
	return (await mqttTopicsOf(core, appID)).map(topicIndex);
}

/** Seconds the endpoint has left. */
export function secondsLeft(core: Core, endpoint: MqttEndpoint): number {
	if (endpoint.expiresAt === undefined) return endless;
	return Math.max(0, Math.floor((endpoint.expiresAt - core.clockOf(endpoint.appID).now()) / 1000));
}

/** The keys both replies share (mqtt-and-thing-if, A4 and A9), in Kii's order. */
export function endpointView(
	endpoint: MqttEndpoint,
	address: EndpointAddress,
): Pick<MqttEndpoint, "installationID" | "username" | "password" | "mqttTopic"> & EndpointAddress {
	const { installationID, username, password, mqttTopic } = endpoint;
	const { host, portTCP, portSSL, portWS, portWSS } = address;
	return { installationID, username, password, mqttTopic, host, portTCP, portSSL, portWS, portWSS };
}

/** Whether the time of an endpoint is over. */
export function expired(core: Core, appID: string, { expiresAt }: Pick<MqttEndpoint, "expiresAt">): boolean {
	return expiresAt !== undefined && expiresAt <= core.clockOf(appID).now();
}
