import type { Core } from "../context.ts";
import { readInstallation } from "../installation.ts";
import { findMqttEndpoint } from "../mqtt-endpoint.ts";
import { modify } from "../records.ts";
import { type Thing, thingKey } from "../thing.ts";

/** Keeps `_online` of things: whether an MQTT connection of theirs exists (Kii guide, "Push Notification"). */
export interface OnlineStatus {
	/** Calls come in the order of what they tell. They never throw; the change is stored a moment later. */
	connected(mqttTopic: string): void;
	disconnected(mqttTopic: string): void;
}

interface Connection {
	/** Key of the thing; undefined for the connection of a user. Asked at once: it is not to be had after an uninstall. */
	readonly thing: Promise<string | undefined>;
}

export function createOnlineStatus(core: Core): OnlineStatus {
	/** By mqttTopic. */
	const connections = new Map<string, Connection>();
	/** By key of the thing. */
	const online = new Map<string, Set<Connection>>();

	async function connect(mqttTopic: string, connection: Connection): Promise<void> {
		const key = await connection.thing;
		if (key === undefined) return;
		// It may have gone while the thing was looked up.
		if (connections.get(mqttTopic) === connection) online.set(key, (online.get(key) ?? new Set()).add(connection));
		await store(key);
	}

	async function disconnect(connection: Connection): Promise<void> {
		const key = await connection.thing;
		if (key === undefined) return;
		const others = online.get(key);
		others?.delete(connection);
		if (others?.size === 0) online.delete(key);
		await store(key);
	}

	/** What holds at the moment of writing, whichever event led here: a late one undoes nothing. */
	async function store(key: string): Promise<void> {
		await modify<Thing>(core, key, (thing) =>
			thing.connection?.online === online.has(key)
				? thing
				: { ...thing, connection: { online: online.has(key), modifiedAt: core.clock.now() } },
		);
	}

	function run(mqttTopic: string, work: Promise<void>): void {
		work.catch((err: unknown) => {
			core.log.error({ err, mqttTopic }, "online status of a thing not stored: this is a fault of the emulator");
		});
	}

	return {
		connected(mqttTopic) {
			const connection: Connection = { thing: thingOf(core, mqttTopic) };
			connections.set(mqttTopic, connection);
			run(mqttTopic, connect(mqttTopic, connection));
		},
		disconnected(mqttTopic) {
			const connection = connections.get(mqttTopic);
			if (connection === undefined) return;
			connections.delete(mqttTopic);
			run(mqttTopic, disconnect(connection));
		},
	};
}

async function thingOf(core: Core, mqttTopic: string): Promise<string | undefined> {
	const endpoint = await findMqttEndpoint(core, mqttTopic);
	if (endpoint === undefined) return undefined;
	const { appID, installationID } = endpoint;
	const owner = (await readInstallation(core, appID, installationID))?.owner;
	return owner?.type === "thing" ? thingKey(appID, owner.id) : undefined;
}
