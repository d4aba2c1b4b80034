import type { Core } from "../context.ts";
import { readInstallation } from "../installation.ts";
import type { OwnedInstallation } from "../installation-records.ts";
import { expired } from "../mqtt-endpoint.ts";
import type { ForeignPayload } from "./message-payloads.ts";
import type { Outgoing, Together } from "./outgoing.ts";
import { keepPushRecords, pushRecord } from "./push-record.ts";

/** A message for an installation of another network. */
export interface ForeignMessage {
	readonly installationID: string;
	readonly message: Outgoing;
	readonly foreign: ForeignPayload;
}

/** Publishes messages to the MQTT installation of an owner, and adds what other networks would get to `foreign`. */
export function handOver(
	core: Core,
	appID: string,
	owned: readonly OwnedInstallation[],
	{ messages, development, production }: Together,
	foreign: ForeignMessage[],
): void {
	const from = { appID };
	for (const { reach } of messages) reach.receivers++;
	for (const value of owned) {
		if (value.deviceType !== "MQTT") {
			foreign.push(...foreignMessages(value, messages));
			continue;
		}
		const { endpoint } = value;
		const part = value.development ? development : production;
		if (part.messages.length === 0) continue;
		for (const { reach } of part.messages) reach.installations++;
		if (endpoint === undefined || expired(core, appID, endpoint)) continue;
		if (!core.push.pushAll(endpoint.mqttTopic, part.payloads, from)) continue;
		for (const { reach } of part.messages) reach.delivered++;
	}
}

function foreignMessages(
	{ installationID, deviceType, development }: OwnedInstallation,
	messages: readonly Outgoing[],
): ForeignMessage[] {
	return messages.flatMap((message) => {
		const { payloads, reach } = message;
		const foreign = deviceType === "MQTT" ? undefined : payloads[deviceType];
		if (foreign === undefined || !(development ? payloads.sendToDevelopment : payloads.sendToProduction)) return [];
		reach.installations++;
		return [{ installationID, message, foreign }];
	});
}

/** Records what other networks would have got. Never rejects. */
export async function recordForeign(core: Core, appID: string, foreign: readonly ForeignMessage[]): Promise<void> {
	if (foreign.length === 0) return;
	try {
		const installations = await Promise.all(
			foreign.map(({ installationID }) => readInstallation(core, appID, installationID)),
		);
		const sent = foreign.flatMap((each, index) => {
			const installation = installations[index];
			return installation === undefined ? [] : [{ ...each, installation }];
		});
		await keepPushRecords(
			core,
			appID,
			sent.map(({ installation, message, foreign }) =>
				pushRecord(core, appID, installation, { ...message, ...foreign }),
			),
		);
		for (const { message } of sent) message.reach.delivered++;
	} catch (err) {
		core.log.error({ err, appID }, "push messages not recorded: please report it");
	}
}
