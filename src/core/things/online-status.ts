import { UnderWay } from "../../under-way.ts";
import type { Core } from "../context.ts";
import { modify } from "../records.ts";
import { type Thing, thingKey } from "../thing.ts";
import type { TypedID } from "../typed-id.ts";

/** Keeps `_online` of things: whether an MQTT connection of theirs exists (Kii guide, "Push Notification"). */
export interface OnlineStatus {
	/** Calls come in the order of what they tell. They never throw; the change is stored a moment later. */
	connected(appID: string, mqttTopic: string, owner: TypedID): void;
	disconnected(appID: string, mqttTopic: string): void;
	/** Forgets connections, all without `mqttTopics`, and tells nobody: for an app that is emptied. */
	forget(mqttTopics?: readonly string[]): void;
	/** Resolves when every change told so far is stored. */
	settled(): Promise<void>;
}

export function createOnlineStatus(core: Core): OnlineStatus {
	/** Keys of the things that are connected, by mqttTopic. */
	const connections = new Map<string, string>();
	/** How many connections a thing has, by its key. */
	const online = new Map<string, number>();
	const pending = new UnderWay();

	function count(key: string, difference: 1 | -1): void {
		const connected = (online.get(key) ?? 0) + difference;
		if (connected > 0) online.set(key, connected);
		else online.delete(key);
	}

	function forgetOne(mqttTopic: string): string | undefined {
		const key = connections.get(mqttTopic);
		if (key === undefined) return undefined;
		connections.delete(mqttTopic);
		count(key, -1);
		return key;
	}

	/** What holds at the moment of writing, whichever event led here: a late one undoes nothing. */
	async function store(appID: string, key: string): Promise<void> {
		await modify<Thing>(core, key, (thing) =>
			thing.connection?.online === online.has(key)
				? thing
				: { ...thing, connection: { online: online.has(key), modifiedAt: core.clockOf(appID).now() } },
		);
	}

	async function changed(appID: string, key: string, mqttTopic: string): Promise<void> {
		pending.begin();
		try {
			await core.activity.track(appID, store(appID, key));
		} catch (err) {
			core.log.error({ err, mqttTopic }, "online status of a thing not stored: this is a fault of the emulator");
		}
		pending.end();
	}

	return {
		connected(appID, mqttTopic, { type, id }) {
			if (type !== "thing") return;
			const key = thingKey(appID, id);
			forgetOne(mqttTopic);
			connections.set(mqttTopic, key);
			count(key, 1);
			void changed(appID, key, mqttTopic);
		},
		disconnected(appID, mqttTopic) {
			const key = forgetOne(mqttTopic);
			if (key !== undefined) void changed(appID, key, mqttTopic);
		},
		forget(mqttTopics = [...connections.keys()]) {
			for (const mqttTopic of mqttTopics) forgetOne(mqttTopic);
		},
		async settled() {
			while (pending.count > 0) await pending.none();
		},
	};
}
