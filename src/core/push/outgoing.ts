import type { MessagePayloads } from "./message-payloads.ts";
import type { PushKind } from "./push-record.ts";
import type { Reach } from "./undelivered.ts";

/** A message on its way. */
export interface Outgoing {
	readonly appID: string;
	readonly kind: PushKind;
	readonly pushMessageID?: string;
	readonly payloads: MessagePayloads;
	readonly reach: Reach;
}

/** Messages that go to the same receivers one behind the other. */
export interface Together {
	readonly messages: readonly Outgoing[];
	/** What the MQTT installations of each environment get. */
	readonly development: MqttPart;
	readonly production: MqttPart;
}

interface MqttPart {
	readonly messages: readonly Outgoing[];
	readonly payloads: readonly string[];
}

export function together(messages: readonly Outgoing[]): Together {
	return {
		messages,
		development: mqttPart(messages.filter(({ payloads }) => payloads.sendToDevelopment)),
		production: mqttPart(messages.filter(({ payloads }) => payloads.sendToProduction)),
	};
}

function mqttPart(messages: readonly Outgoing[]): MqttPart {
	const published = messages.filter(({ payloads }) => payloads.MQTT !== undefined);
	return { messages: published, payloads: published.map(({ payloads }) => payloads.MQTT ?? "") };
}
