import type { Core } from "../context.ts";
import { type Installation, installationsOf } from "../installation.ts";
import { mqttTopicOf } from "../mqtt-endpoint.ts";
import { otherRequests } from "../other-requests.ts";
import type { Entry } from "../ports.ts";
import type { TypedID } from "../typed-id.ts";
import type { MessagePayloads } from "./message-payloads.ts";
import { type PushKind, recordPush } from "./push-record.ts";

/** A message on its way. */
export interface Outgoing {
	readonly appID: string;
	readonly kind: PushKind;
	readonly pushMessageID?: string;
	readonly payloads: MessagePayloads;
}

/** Subscribers served before other requests have their turn: about a millisecond. */
const subscribersATurn = 64;

/**
 * Hands a message to the installations of everybody in a folder of subscribers. Never rejects because of one of them.
 * Resolves when the connections of all of them have it.
 */
export async function deliverToSubscribers(core: Core, folder: string, outgoing: Outgoing): Promise<void> {
	let page: Entry<TypedID>[] = [];
	do {
		const after = page.at(-1)?.key;
		if (after !== undefined) await otherRequests();
		page = await core.store.list<TypedID>(folder, {
			limit: subscribersATurn,
			...(after === undefined ? {} : { after }),
		});
		await Promise.all(page.map(({ value }) => deliverToOwner(core, value, outgoing)));
	} while (page.length === subscribersATurn);
}

/** Hands a message to the installations of a user or thing in the environments it is for. Never rejects. */
export async function deliverToOwner(core: Core, owner: TypedID, outgoing: Outgoing): Promise<void> {
	const { appID, payloads } = outgoing;
	try {
		for (const installation of await installationsOf(core, appID, owner)) {
			const { development } = installation;
			if (development ? payloads.sendToDevelopment : payloads.sendToProduction) {
				await deliverTo(core, installation, outgoing);
			}
		}
	} catch (err) {
		core.log.error({ err, appID, owner }, "push message not delivered: please report it");
	}
}

async function deliverTo(core: Core, installation: Installation, outgoing: Outgoing): Promise<void> {
	const { appID, payloads } = outgoing;
	if (installation.deviceType === "MQTT") {
		if (payloads.MQTT === undefined) return;
		const mqttTopic = await mqttTopicOf(core, appID, installation.installationID);
		if (mqttTopic !== undefined) core.push.push(mqttTopic, payloads.MQTT);
		return;
	}
	const foreign = payloads[installation.deviceType];
	if (foreign === undefined) return;
	await recordPush(core, installation, { ...outgoing, ...foreign });
}
