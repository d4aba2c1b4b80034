import type { Core } from "./context.ts";
import type { DeviceType, Installation } from "./installation.ts";
import { recordKey } from "./records.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

/**
 * An installation as it is listed under its owner: all that a push message to it needs, so that finding those of 10,000
 * subscribers is one look-up each. Whoever changes the installation or its MQTT endpoint changes this in the same commit.
 */
export interface OwnedInstallation {
	readonly installationID: string;
	readonly deviceType: DeviceType;
	readonly development: boolean;
	/** Once somebody has asked for its MQTT endpoint. `expiresAt` in Unix milliseconds, missing for one that never ends. */
	readonly endpoint?: { readonly mqttTopic: string; readonly expiresAt?: number };
}

export function installationKey(appID: string, ...installationID: readonly string[]): string {
	return recordKey(appID, "installation", ...installationID);
}

/** Folder of the {@link OwnedInstallation}s of a user or thing. */
export function ownedInstallations(appID: string, owner: TypedID): string {
	return recordKey(appID, "installation-owner", typedIDText(owner));
}

/** What a user or thing has. */
export async function readOwned(core: Core, appID: string, owner: TypedID): Promise<OwnedInstallation[]> {
	const entries = await core.store.list<OwnedInstallation>(ownedInstallations(appID, owner));
	return entries.map(({ value }) => value);
}

/** Below it lie the {@link OwnedInstallation}s of everybody. */
export function ownedInstallationsOf(appID: string): string {
	return recordKey(appID, "installation-owner");
}

/** Key of the only MQTT installation an owner can have. */
export function ownedMqttInstallation(appID: string, owner: TypedID): string {
	return `${ownedInstallations(appID, owner)}/MQTT`;
}

export function ownedInstallationKey(appID: string, installation: Installation): string {
	const { owner, deviceType, installationID } = installation;
	if (deviceType === "MQTT") return ownedMqttInstallation(appID, owner);
	return recordKey(appID, "installation-owner", typedIDText(owner), installationID);
}

export function ownedInstallation({ installationID, deviceType, development }: Installation): OwnedInstallation {
	return { installationID, deviceType, development };
}
