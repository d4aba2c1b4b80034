import type { Core } from "../context.ts";
import { installationsOf } from "../installation.ts";
import { mqttTopicOf } from "../mqtt-endpoint.ts";
import { otherRequests } from "../other-requests.ts";
import type { Entry } from "../ports.ts";
import type { TypedID } from "../typed-id.ts";
import type { MessagePayloads } from "./message-payloads.ts";
import { keepPushRecords, type PushKind, type PushRecord, pushRecord } from "./push-record.ts";
import { logUndelivered, type Reach } from "./undelivered.ts";

/** A message on its way. */
export interface Outgoing {
	readonly appID: string;
	readonly kind: PushKind;
	readonly pushMessageID?: string;
	readonly payloads: MessagePayloads;
}

/** Subscribers looked up, or connections served, before other requests have their turn: less than a millisecond. */
const aTurn = 64;

/** Subscribers looked up before the first of them gets the message. Then all of those get it at about the same time. */
const lookedUpAtOnce = 16_384;

/**
 * Hands a message to the installations of everybody in a folder of subscribers. Never rejects because of one of them.
 * Resolves when the connections of all of them have it.
 */
export async function deliverToSubscribers(core: Core, folder: string, outgoing: Outgoing): Promise<void> {
	let mqttTopics: string[] = [];
	let lookedUp = 0;
	let page: Entry<TypedID>[] = [];
	const reach: Reach = { receivers: 0, installations: 0, delivered: 0 };
	do {
		const after = page.at(-1)?.key;
		if (after !== undefined) await otherRequests();
		page = await core.store.list<TypedID>(folder, { limit: aTurn, ...(after === undefined ? {} : { after }) });
		const owners = page.map(({ value }) => value);
		mqttTopics.push(...(await lookUpAll(core, owners, outgoing, reach)));
		lookedUp += page.length;
		if (lookedUp < lookedUpAtOnce && page.length === aTurn) continue;
		await publish(core, mqttTopics, outgoing, reach);
		mqttTopics = [];
		lookedUp = 0;
	} while (page.length === aTurn);
	logUndelivered(core, outgoing, reach);
}

/** Hands a message to the installations of a user or thing in the environments it is for. Never rejects. */
export async function deliverToOwner(core: Core, owner: TypedID, outgoing: Outgoing): Promise<void> {
	const reach: Reach = { receivers: 0, installations: 0, delivered: 0 };
	await publish(core, await lookUpAll(core, [owner], outgoing, reach), outgoing, reach);
	logUndelivered(core, outgoing, reach);
}

async function publish(core: Core, mqttTopics: readonly string[], { payloads }: Outgoing, reach: Reach): Promise<void> {
	const { MQTT } = payloads;
	if (MQTT === undefined) return;
	for (let index = 0; index < mqttTopics.length; index++) {
		if (index > 0 && index % aTurn === 0) await otherRequests();
		if (core.push.push(mqttTopics[index] ?? "", MQTT)) reach.delivered++;
	}
}

/** The MQTT topics of users and things on which a message is to go; what goes to other networks is recorded. */
async function lookUpAll(core: Core, owners: readonly TypedID[], outgoing: Outgoing, reach: Reach): Promise<string[]> {
	const { appID } = outgoing;
	const found = await Promise.all(owners.map((owner) => lookUp(core, owner, outgoing, reach)));
	const records = found.flatMap((each) => each.records);
	try {
		await keepPushRecords(core, appID, records);
		reach.delivered += records.length;
	} catch (err) {
		core.log.error({ err, appID }, "push messages not recorded: please report it");
	}
	return found.flatMap((each) => each.mqttTopics);
}

async function lookUp(
	core: Core,
	owner: TypedID,
	outgoing: Outgoing,
	reach: Reach,
): Promise<{ readonly mqttTopics: readonly string[]; readonly records: readonly PushRecord[] }> {
	const { appID, payloads } = outgoing;
	reach.receivers++;
	const mqttTopics: string[] = [];
	const records: PushRecord[] = [];
	try {
		for (const installation of await installationsOf(core, appID, owner)) {
			const { deviceType, development, installationID } = installation;
			if (!(development ? payloads.sendToDevelopment : payloads.sendToProduction)) continue;
			if (payloads[deviceType] === undefined) continue;
			reach.installations++;
			if (deviceType === "MQTT") {
				const mqttTopic = await mqttTopicOf(core, appID, installationID);
				if (mqttTopic !== undefined) mqttTopics.push(mqttTopic);
			} else {
				const foreign = payloads[deviceType];
				if (foreign === undefined) continue;
				records.push(pushRecord(core, appID, installation, { ...outgoing, ...foreign }));
			}
		}
	} catch (err) {
		core.log.error({ err, appID, owner }, "push message not delivered: please report it");
	}
	return { mqttTopics, records };
}
