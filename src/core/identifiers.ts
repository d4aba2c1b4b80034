import type { Ids } from "./ports.ts";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const alphanumerics = `${letters}0123456789`;
const lowerAlphanumerics = "abcdefghijklmnopqrstuvwxyz0123456789";

// Only [A-Za-z0-9]: the JavaScript SDK runs replies through decodeURIComponent (cloud-rest, 0.11).
function pick(ids: Ids, alphabet: string, length: number): string {
	let text = "";
	while (text.length < length) {
		for (const byte of ids.bytes(length - text.length)) {
			// Bytes beyond the last whole multiple of the alphabet would favour its first letters.
			if (byte < 256 - (256 % alphabet.length)) text += alphabet[byte % alphabet.length];
		}
	}
	return text;
}

function hex(ids: Ids, length: number): string {
	return Array.from(ids.bytes(length / 2), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A 36-character ID in Kii's grouping, as `727f20b00022-8d18-5e11-991f-06db2509`. */
function kiiID(ids: Ids): string {
	return `${hex(ids, 12)}-${hex(ids, 4)}-${hex(ids, 4)}-${hex(ids, 4)}-${hex(ids, 8)}`;
}

/** 12 lower-case letters and digits, as `4qtd3bcmhb8y`. */
export function newAppID(ids: Ids): string {
	return pick(ids, lowerAlphanumerics, 12);
}

/** 32 hex digits: an app key, or the client ID of an administrator. */
export function newAppKey(ids: Ids): string {
	return hex(ids, 32);
}

export function newClientSecret(ids: Ids): string {
	return hex(ids, 64);
}

export function newUserID(ids: Ids): string {
	return ids.given?.("userID") ?? kiiID(ids);
}

export function newThingID(ids: Ids): string {
	return ids.given?.("thingID") ?? `th.${kiiID(ids)}`;
}

/** A UUID of version 1, as the real service made them (mqtt-and-thing-if, C1). `now` in milliseconds. */
export function newCommandID(ids: Ids, now: number): string {
	// 100 ns ticks since 1582-10-15 (RFC 9562, 5.1)
	const ticks =
		(BigInt(Math.trunc(now)) + 12_219_292_800_000n) * 10_000n + BigInt(Number.parseInt(hex(ids, 4), 16) % 10_000);
	const time = ticks.toString(16).padStart(15, "0");
	const sequence = ((Number.parseInt(hex(ids, 4), 16) & 0x3fff) | 0x8000).toString(16);
	return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-${sequence}-${hex(ids, 12)}`;
}

export function newTriggerID(ids: Ids, now: number): string {
	return ids.given?.("triggerID") ?? newCommandID(ids, now);
}

/** As `10e9d740-673b-11e5-ac56-123143070e33` of a recorded reply. */
export const newObjectID = newCommandID;

export function newAccessToken(ids: Ids): string {
	return pick(ids, alphanumerics, 43);
}

export function newInstallationID(ids: Ids): string {
	return ids.given?.("installationID") ?? opaqueID(ids);
}

/** Of an MQTT installation; the others come with theirs. */
export function newInstallationRegistrationID(ids: Ids): string {
	return ids.given?.("installationRegistrationID") ?? opaqueID(ids);
}

function opaqueID(ids: Ids): string {
	return pick(ids, lowerAlphanumerics, 25);
}

/** 23 characters: the longest client ID of MQTT 3.1, and what Kii issued (mqtt-and-thing-if, A4). */
export function newMqttTopic(ids: Ids): string {
	return ids.given?.("mqttTopic") ?? pick(ids, alphanumerics, 23);
}

export function newMqttUsername(ids: Ids, appID: string): string {
	return ids.given?.("mqttUsername") ?? `${appID}-${pick(ids, alphanumerics, 23)}`;
}

export function newMqttPassword(ids: Ids): string {
	return ids.given?.("mqttPassword") ?? pick(ids, letters, 64);
}

/** Of an integer in the range of a Java `long` that JavaScript can hold exactly. */
export function newInternalUserID(ids: Ids): number {
	return Number.parseInt(hex(ids, 12), 16);
}

/** 25 lower-case letters and digits, as `gulsdf6ful8jvf8uq6fe7vjy6` (JavaScript SDK, `serverCodeEntryWithVersion`). */
export function newServerCodeVersionID(ids: Ids): string {
	return ids.given?.("serverCodeVersionID") ?? opaqueID(ids);
}

/** 25 letters and digits that nobody guesses, as `0123456789abcdef012345678` (Kii guide, "Publishing an Object Body"). */
export const newPublicationID = opaqueID;

/** Of a body, a version of it or an upload. */
export const newBodyID = opaqueID;

export function newSalt(ids: Ids): string {
	return hex(ids, 16);
}

/** 25 lower-case letters and digits: what `^[a-z0-9_\-.]{1,30}$` allows of a group ID (cloud-rest, 3.2). */
export const newGroupID = opaqueID;

/** The form is not known: that of the other IDs that clients only hand on. */
export const newPushMessageID = opaqueID;

/** 11 digits, to be read from a screen and typed: the guide's sample has 11 characters ("Ownership Management"). */
export function newOwnershipCode(ids: Ids): string {
	return pick(ids, "0123456789", 11);
}

/** 12 letters and digits. */
export function newGeneratedPassword(ids: Ids): string {
	return pick(ids, alphanumerics, 12);
}
