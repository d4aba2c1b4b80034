import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newInstallationID } from "./identifiers.ts";
import { deleteMqttEndpoint } from "./mqtt-endpoint.ts";
import { onlyKnown } from "./only-admin.ts";
import type { Write } from "./ports.ts";
import { type Caller, unauthorized } from "./principal.ts";
import { inserted, modify, read, recordKey, write } from "./records.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

export const deviceTypes = ["ANDROID", "IOS", "JPUSH", "MQTT"] as const;
export type DeviceType = (typeof deviceTypes)[number];

export interface Installation {
	readonly installationID: string;
	readonly installationRegistrationID: string;
	readonly deviceType: DeviceType;
	readonly owner: TypedID;
	readonly development: boolean;
	readonly createdAt: number;
}

export interface InstallationRequest {
	readonly deviceType: DeviceType;
	readonly installationRegistrationID?: string | undefined;
	readonly development: boolean;
}

function installationKey(appID: string, installationID: string): string {
	return recordKey(appID, "installation", installationID);
}

function registrationIndex(appID: string, deviceType: DeviceType, registrationID: string): string {
	return recordKey(appID, "installation-registration", deviceType, registrationID);
}

function ownerIndex(appID: string, owner: TypedID, name: string): string {
	return recordKey(appID, "installation-owner", typedIDText(owner), name);
}

/**
 * Registers a device for push. MQTT: one installation per owner, a second request returns it. Others: the pair
 * (deviceType, installationRegistrationID) is unique, and a new owner takes it over (cloud-rest, 4.1).
 */
export async function install(
	core: Core,
	appID: string,
	owner: TypedID,
	request: InstallationRequest,
): Promise<Installation> {
	const { deviceType } = request;
	const mqtt = deviceType === "MQTT";
	if (!mqtt && !request.installationRegistrationID) {
		throw invalidInput({ installationRegistrationID: `is required for the device type ${deviceType}` });
	}
	const registrationID = mqtt ? "" : (request.installationRegistrationID ?? "");
	// The index entry that makes the installation unique.
	const unique = mqtt ? ownerIndex(appID, owner, "MQTT") : registrationIndex(appID, deviceType, registrationID);
	for (;;) {
		const existingID = await read<string>(core, unique);
		if (existingID !== undefined) {
			const existing = await takeOver(core, appID, existingID, owner, request);
			if (existing !== undefined) return existing;
		}
		const installationID = newInstallationID(core.ids);
		const installation: Installation = {
			installationID,
			installationRegistrationID: mqtt ? newInstallationID(core.ids) : registrationID,
			deviceType,
			owner,
			development: request.development,
			createdAt: core.clock.now(),
		};
		const writes: Write[] = [
			inserted(installationKey(appID, installationID), installation),
			inserted(unique, installationID),
		];
		if (mqtt) {
			writes.push(
				inserted(registrationIndex(appID, deviceType, installation.installationRegistrationID), installationID),
			);
		} else {
			writes.push(inserted(ownerIndex(appID, owner, installationID), installationID));
		}
		if (await core.store.commit(writes)) return installation;
	}
}

async function takeOver(
	core: Core,
	appID: string,
	installationID: string,
	owner: TypedID,
	request: InstallationRequest,
): Promise<Installation | undefined> {
	const before = await read<Installation>(core, installationKey(appID, installationID));
	const after = await modify<Installation>(core, installationKey(appID, installationID), (installation) => ({
		...installation,
		owner,
		development: request.development,
	}));
	if (before && after && typedIDText(before.owner) !== typedIDText(owner)) {
		await write(
			core,
			{ key: ownerIndex(appID, before.owner, installationID), value: undefined },
			{ key: ownerIndex(appID, owner, installationID), value: installationID },
		);
	}
	return after;
}

/**
 * By ID or by `{deviceType}:{installationRegistrationID}`.
 * @throws KiiError INSTALLATION_NOT_FOUND; UNAUTHORIZED unless the caller is its owner or the administrator
 */
export async function getInstallation(core: Core, caller: Caller, identifier: string): Promise<Installation> {
	const { appID, principal } = caller;
	onlyKnown(caller);
	const byRegistration = /^(ANDROID|IOS|JPUSH|MQTT):(.+)$/i.exec(identifier);
	const deviceType = byRegistration?.[1]?.toUpperCase() as DeviceType | undefined;
	const installationID =
		deviceType && byRegistration?.[2]
			? await read<string>(core, registrationIndex(appID, deviceType, byRegistration[2]))
			: identifier;
	const installation =
		installationID === undefined ? undefined : await read<Installation>(core, installationKey(appID, installationID));
	if (installation === undefined) {
		throw new KiiError("INSTALLATION_NOT_FOUND", `Installation ${identifier} was not found`, {
			...(deviceType
				? { deviceType, installationRegistrationID: byRegistration?.[2] }
				: { installationID: identifier }),
			appID,
		});
	}
	const { owner } = installation;
	const own =
		(principal.kind === "user" && owner.type === "user" && owner.id === principal.userID) ||
		(principal.kind === "thing" && owner.type === "thing" && owner.id === principal.thingID);
	if (!own && principal.kind !== "admin") throw unauthorized(caller);
	return installation;
}

/** Removes it; an MQTT endpoint of it ends, its connection with it. Errors as {@link getInstallation}. */
export async function uninstall(core: Core, caller: Caller, identifier: string): Promise<void> {
	await remove(core, caller.appID, await getInstallation(core, caller, identifier));
}

async function remove(core: Core, appID: string, installation: Installation): Promise<void> {
	const { installationID, deviceType, owner } = installation;
	await write(
		core,
		{ key: installationKey(appID, installationID), value: undefined },
		{ key: registrationIndex(appID, deviceType, installation.installationRegistrationID), value: undefined },
		{ key: ownerIndex(appID, owner, deviceType === "MQTT" ? "MQTT" : installationID), value: undefined },
	);
	await deleteMqttEndpoint(core, appID, installationID);
}

/** Removes every installation of a user or thing that is deleted. */
export async function uninstallAllOf(core: Core, appID: string, owner: TypedID): Promise<void> {
	for (const installation of await installationsOf(core, appID, owner)) await remove(core, appID, installation);
}

/** Every installation of an owner. */
export async function installationsOf(core: Core, appID: string, owner: TypedID): Promise<Installation[]> {
	const installations: Installation[] = [];
	for (const { value } of await core.store.list<string>(recordKey(appID, "installation-owner", typedIDText(owner)))) {
		const installation = await read<Installation>(core, installationKey(appID, value));
		if (installation !== undefined) installations.push(installation);
	}
	return installations;
}

/** The MQTT installation of an owner, if there is one. */
export async function mqttInstallationOf(core: Core, appID: string, owner: TypedID): Promise<Installation | undefined> {
	const installationID = await read<string>(core, ownerIndex(appID, owner, "MQTT"));
	return installationID === undefined ? undefined : read<Installation>(core, installationKey(appID, installationID));
}

export function installationView(installation: Installation): Record<string, unknown> {
	const { owner } = installation;
	return {
		installationID: installation.installationID,
		installationRegistrationID: installation.installationRegistrationID,
		deviceType: installation.deviceType,
		[owner.type === "thing" ? "thingID" : "userID"]: owner.id,
		development: installation.development,
	};
}
