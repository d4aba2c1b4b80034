import type { Core } from "../context.ts";
import { readInstallation } from "../installation.ts";
import { findMqttEndpoint } from "../mqtt-endpoint.ts";
import { modify } from "../records.ts";
import { type Thing, thingKey } from "../thing.ts";

/** Keeps `_online` of things: whether an MQTT connection of theirs exists (Kii guide, "Push Notification"). */
export interface OnlineStatus {
	/** Calls come in the order of what they tell. They never throw; the change is stored a moment later. */
	connected(appID: string, mqttTopic: string): void;
	disconnected(appID: string, mqttTopic: string): void;
	/** Forgets connections, all without `mqttTopics`, and tells nobody: for an app that is emptied. */
	forget(mqttTopics?: readonly string[]): void;
	/** Resolves when every change told so far is stored. */
	settled(): Promise<void>;
}

interface ConnectedThing {
	readonly appID: string;
	/** Of its record. */
	readonly key: string;
}

interface Connection {
	/** Undefined for the connection of a user. Asked at once: it is not to be had after an uninstall. */
	readonly thing: Promise<ConnectedThing | undefined>;
}

export function createOnlineStatus(core: Core): OnlineStatus {
	/** By mqttTopic. */
	const connections = new Map<string, Connection>();
	/** By key of the thing. */
	const online = new Map<string, Set<Connection>>();

	async function connect(mqttTopic: string, connection: Connection): Promise<void> {
		const thing = await connection.thing;
		if (thing === undefined) return;
		const { key } = thing;
		// It may have gone while the thing was looked up.
		if (connections.get(mqttTopic) === connection) online.set(key, (online.get(key) ?? new Set()).add(connection));
		await store(thing);
	}

	async function disconnect(connection: Connection): Promise<void> {
		const thing = await connection.thing;
		if (thing === undefined) return;
		const { key } = thing;
		const others = online.get(key);
		others?.delete(connection);
		if (others?.size === 0) online.delete(key);
		await store(thing);
	}

	/** What holds at the moment of writing, whichever event led here: a late one undoes nothing. */
	async function store({ appID, key }: ConnectedThing): Promise<void> {
		await modify<Thing>(core, key, (thing) =>
			thing.connection?.online === online.has(key)
				? thing
				: { ...thing, connection: { online: online.has(key), modifiedAt: core.clockOf(appID).now() } },
		);
	}

	const pending = new Set<Promise<void>>();

	function run(appID: string, mqttTopic: string, work: Promise<void>): void {
		const done = core.activity
			.track(appID, work)
			.catch((err: unknown) => {
				core.log.error({ err, mqttTopic }, "online status of a thing not stored: this is a fault of the emulator");
			})
			.finally(() => pending.delete(done));
		pending.add(done);
	}

	return {
		connected(appID, mqttTopic) {
			const connection: Connection = { thing: thingOf(core, mqttTopic) };
			connections.set(mqttTopic, connection);
			run(appID, mqttTopic, connect(mqttTopic, connection));
		},
		disconnected(appID, mqttTopic) {
			const connection = connections.get(mqttTopic);
			if (connection === undefined) return;
			connections.delete(mqttTopic);
			run(appID, mqttTopic, disconnect(connection));
		},
		forget(mqttTopics = [...connections.keys()]) {
			const gone = new Set<Connection>();
			for (const mqttTopic of mqttTopics) {
				const connection = connections.get(mqttTopic);
				if (connection !== undefined) gone.add(connection);
				connections.delete(mqttTopic);
			}
			for (const [key, ofThing] of online) {
				for (const connection of ofThing) if (gone.has(connection)) ofThing.delete(connection);
				if (ofThing.size === 0) online.delete(key);
			}
		},
		async settled() {
			while (pending.size > 0) await Promise.all(pending);
		},
	};
}

async function thingOf(core: Core, mqttTopic: string): Promise<ConnectedThing | undefined> {
	const endpoint = await findMqttEndpoint(core, mqttTopic);
	if (endpoint === undefined) return undefined;
	const { appID, installationID } = endpoint;
	const owner = (await readInstallation(core, appID, installationID))?.owner;
	return owner?.type === "thing" ? { appID, key: thingKey(appID, owner.id) } : undefined;
}
