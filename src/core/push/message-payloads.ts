import { invalidInput } from "../errors.ts";
import type { MessageFields } from "./message-fields.ts";
import type { PushMessage } from "./push-message.ts";
import type { NetworkPart, PushNetwork } from "./push-message-networks.ts";

type Json = Readonly<Record<string, unknown>>;

/** A message as one of the networks that the emulator does not reach would get it. */
export interface ForeignPayload {
	readonly network: Exclude<PushNetwork, "mqtt">;
	readonly payload: Json;
}

/** A message ready to be sent: made once, whatever the number of those who get it. */
export interface MessagePayloads {
	readonly sendToDevelopment: boolean;
	readonly sendToProduction: boolean;
	/** What is published on the MQTT topics. */
	readonly MQTT?: string;
	readonly ANDROID?: ForeignPayload;
	readonly IOS?: ForeignPayload;
	readonly JPUSH?: ForeignPayload;
}

/** Bytes of UTF-8 that each network takes (cloud-rest, section 9). */
const maxBytes: Readonly<Partial<Record<PushNetwork, number>>> = { mqtt: 4096, gcm: 4096, fcm: 4096, apns: 2048 };

/** Short names of Kii's fields for APNs (iOS reference, `KiiMessageField`); a field without one is not sent there. */
const shortNames: Readonly<Record<string, string>> = {
	appID: "a",
	sender: "s",
	origin: "o",
	when: "w",
	type: "t",
	topic: "to",
	objectScopeAppID: "sa",
	objectScopeUserID: "su",
	objectScopeGroupID: "sg",
	objectScopeThingID: "sth",
	objectScopeType: "st",
	bucketID: "bi",
	bucketType: "bt",
	objectID: "oi",
};

/**
 * What each network gets of a message. `fields` win over keys of the same name in `data`, so that nobody can pass for
 * another sender.
 * @throws KiiError INVALID_INPUT_DATA when it is too large for an enabled network
 */
export function messagePayloads(message: PushMessage, fields: MessageFields): MessagePayloads {
	const { networks, flags, data } = message;
	const faults: Record<string, string> = {};
	const merged = (part: NetworkPart) => ({ ...data, ...part.data, ...fields });
	const android = (["fcm", "gcm"] as const).flatMap((network): ForeignPayload[] => {
		const part = networks[network];
		if (part === undefined) return [];
		const strings = stringsOf(merged(part));
		const { notification } = part.options;
		checkSize(network, notification === undefined ? { data: strings } : { data: strings, notification }, faults);
		return [{ network, payload: { data: strings, ...snakeCase(part.options) } }];
	});
	const { apns, jpush, mqtt } = networks;
	const ios = apns && { ...data, ...apns.data, ...shortFields(fields), aps: apsOf(apns.options) };
	if (ios !== undefined) checkSize("apns", ios, faults);
	const text = mqtt && checkSize("mqtt", merged(mqtt), faults);
	if (Object.keys(faults).length > 0) throw invalidInput(faults);
	const { sendToDevelopment, sendToProduction } = flags;
	return {
		sendToDevelopment,
		sendToProduction,
		...(text === undefined ? {} : { MQTT: text }),
		// "If both GCM and FCM specific fields are enabled, the FCM push notification will be prioritized."
		...(android[0] === undefined ? {} : { ANDROID: android[0] }),
		...(ios === undefined ? {} : { IOS: { network: "apns", payload: ios } }),
		...(jpush === undefined ? {} : { JPUSH: { network: "jpush", payload: merged(jpush) } }),
	};
}

/** What each network gets of a change in a bucket: to all of them, in both environments. */
export function eventPayloads(fields: MessageFields): MessagePayloads {
	// iOS reference: of a change these are not sent there.
	const { appID: _, sender: _sender, origin: _origin, ...iosFields } = fields;
	return {
		sendToDevelopment: true,
		sendToProduction: true,
		MQTT: JSON.stringify(fields),
		ANDROID: { network: "fcm", payload: { data: stringsOf(fields) } },
		IOS: { network: "apns", payload: { ...shortFields(iosFields), aps: {} } },
		JPUSH: { network: "jpush", payload: fields },
	};
}

/** The JSON, if it is not too large. */
function checkSize(network: PushNetwork, payload: Json, faults: Record<string, string>): string {
	const text = JSON.stringify(payload);
	const bytes = new TextEncoder().encode(text).length;
	const limit = maxBytes[network];
	if (limit !== undefined && bytes > limit) {
		faults[network] = `makes a message of ${bytes} bytes, ${limit} are allowed`;
	}
	return text;
}

/** FCM and GCM carry nothing but strings. */
function stringsOf(data: Json): Json {
	const texts = Object.entries(data).map(([key, value]) => [key, typeof value === "string" ? value : `${value}`]);
	return Object.fromEntries(texts);
}

function shortFields(fields: MessageFields): Json {
	return Object.fromEntries(
		Object.entries(fields).flatMap(([name, value]) => {
			const short = shortNames[name];
			return short === undefined ? [] : [[short, value]];
		}),
	);
}

function apsOf({ alert, sound, badge, contentAvailable, category, mutableContent }: Json): Json {
	const aps = {
		alert,
		sound,
		badge,
		"content-available": contentAvailable && 1,
		category,
		"mutable-content": mutableContent && 1,
	};
	return Object.fromEntries(Object.entries(aps).filter(([, value]) => value !== undefined && value !== false));
}

function snakeCase(options: Json): Json {
	const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
	return Object.fromEntries(Object.entries(options).map(([name, value]) => [snake(name), value]));
}
