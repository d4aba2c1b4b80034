import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newInstallationID, newInstallationRegistrationID } from "./identifiers.ts";
import {
	installationKey,
	type OwnedInstallation,
	ownedInstallation,
	ownedInstallationKey,
	ownedMqttInstallation,
	readOwned,
} from "./installation-records.ts";
import { deleteMqttEndpoint, disconnectEndpoint } from "./mqtt-endpoint.ts";
import { onlyKnown } from "./only-admin.ts";
import { otherRequests } from "./other-requests.ts";
import type { Write } from "./ports.ts";
import { type Caller, unauthorized } from "./principal.ts";
import { inserted, read, recordKey } from "./records.ts";
import { accessThing } from "./thing-access.ts";
import { type TypedID, typedIDText } from "./typed-id.ts";

export const deviceTypes = ["ANDROID", "IOS", "JPUSH", "MQTT"] as const;
export type DeviceType = (typeof deviceTypes)[number];

/** In any case. */
export function deviceTypeOf(text: string | undefined): DeviceType | undefined {
	return deviceTypes.find((type) => type === text?.toUpperCase());
}

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

function registrationIndex(appID: string, deviceType: DeviceType, registrationID: string): string {
	return recordKey(appID, "installation-registration", deviceType, registrationID);
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
	for (;;) {
		// By what makes the installation unique.
		const existingID = mqtt
			? (await read<OwnedInstallation>(core, ownedMqttInstallation(appID, owner)))?.installationID
			: await read<string>(core, registrationIndex(appID, deviceType, registrationID));
		if (existingID !== undefined) {
			const existing = await takeOver(core, appID, existingID, owner, request);
			if (existing !== undefined) return existing;
		}
		const installationID = newInstallationID(core.idsOf(appID));
		const installation: Installation = {
			installationID,
			installationRegistrationID: mqtt ? newInstallationRegistrationID(core.idsOf(appID)) : registrationID,
			deviceType,
			owner,
			development: request.development,
			createdAt: core.clockOf(appID).now(),
		};
		const done = await core.store.commit([
			inserted(installationKey(appID, installationID), installation),
			inserted(ownedInstallationKey(appID, installation), ownedInstallation(installation)),
			inserted(registrationIndex(appID, deviceType, installation.installationRegistrationID), installationID),
		]);
		if (done) return installation;
	}
}

/** Undefined when it is gone in the meantime. */
async function takeOver(
	core: Core,
	appID: string,
	installationID: string,
	owner: TypedID,
	{ development }: InstallationRequest,
): Promise<Installation | undefined> {
	const key = installationKey(appID, installationID);
	for (;;) {
		const entry = await core.store.get<Installation>(key);
		if (entry === undefined) return undefined;
		const { value: before, version } = entry;
		const moves = typedIDText(before.owner) !== typedIDText(owner);
		if (!moves && before.development === development) return before;
		const after: Installation = { ...before, owner, development };
		const listed = await ownedWrites(core, appID, before, after);
		if (listed === undefined) continue;
		if (await core.store.commit([{ key, value: after, expect: version }, ...listed])) return after;
	}
}

/** What changes under the owners of an installation. Undefined when it has changed in the meantime. */
async function ownedWrites(
	core: Core,
	appID: string,
	before: Installation,
	after: Installation,
): Promise<Write[] | undefined> {
	const key = ownedInstallationKey(appID, after);
	const keyBefore = ownedInstallationKey(appID, before);
	if (key !== keyBefore) {
		return [
			{ key: keyBefore, value: undefined },
			{ key, value: ownedInstallation(after) },
		];
	}
	const entry = await core.store.get<OwnedInstallation>(key);
	// The MQTT endpoint stays as it is.
	return entry && [{ key, value: { ...entry.value, ...ownedInstallation(after) }, expect: entry.version }];
}

export async function readInstallation(
	core: Core,
	appID: string,
	installationID: string,
): Promise<Installation | undefined> {
	return read<Installation>(core, installationKey(appID, installationID));
}

/**
 * By ID or by `{deviceType}:{installationRegistrationID}`. Whoever may use a thing may use its installation (Kii guide,
 * "Preparation": its owners may).
 * @throws KiiError INSTALLATION_NOT_FOUND; UNAUTHORIZED unless the caller is its owner or the administrator
 */
export async function getInstallation(core: Core, caller: Caller, identifier: string): Promise<Installation> {
	onlyKnown(caller);
	const installation = await findInstallation(core, caller.appID, identifier);
	await requireRightsOf(core, caller, installation.owner);
	return installation;
}

async function findInstallation(core: Core, appID: string, identifier: string): Promise<Installation> {
	const byRegistration = /^([a-z]+):(.+)$/is.exec(identifier);
	const deviceType = deviceTypeOf(byRegistration?.[1]);
	const registrationID = byRegistration?.[2] ?? "";
	const installationID =
		deviceType === undefined
			? identifier
			: await read<string>(core, registrationIndex(appID, deviceType, registrationID));
	const installation = installationID === undefined ? undefined : await readInstallation(core, appID, installationID);
	if (installation !== undefined) return installation;
	throw new KiiError("INSTALLATION_NOT_FOUND", `Installation ${identifier} was not found`, {
		...(deviceType === undefined
			? { installationID: identifier }
			: { deviceType, installationRegistrationID: registrationID }),
		appID,
	});
}

/** @throws KiiError UNAUTHORIZED unless the caller is that user, may use that thing, or is the administrator */
export async function requireRightsOf(core: Core, caller: Caller, owner: TypedID): Promise<void> {
	const { principal } = caller;
	if (principal.kind === "admin") return;
	if (owner.type === "user" && principal.kind === "user" && principal.userID === owner.id) return;
	if (owner.type !== "thing") throw unauthorized(caller);
	if (principal.kind === "thing" && principal.thingID === owner.id) return;
	await accessThing(core, caller, owner.id, "api").catch((error: unknown) => {
		// Which things exist is not told to those without a right.
		throw error instanceof KiiError ? unauthorized(caller) : error;
	});
}

/** Removes it; an MQTT endpoint of it ends, its connection with it. Errors as {@link getInstallation}. */
export async function uninstall(core: Core, caller: Caller, identifier: string): Promise<void> {
	for (;;) {
		if (await remove(core, caller.appID, await getInstallation(core, caller, identifier))) return;
	}
}

/** False when it has changed in the meantime. */
async function remove(core: Core, appID: string, installation: Installation): Promise<boolean> {
	const { installationID, installationRegistrationID, deviceType, owner } = installation;
	const key = installationKey(appID, installationID);
	const entry = await core.store.get<Installation>(key);
	if (entry === undefined || typedIDText(entry.value.owner) !== typedIDText(owner)) return false;
	const done = await core.store.commit([
		{ key, value: undefined, expect: entry.version },
		{ key: registrationIndex(appID, deviceType, installationRegistrationID), value: undefined },
		{ key: ownedInstallationKey(appID, installation), value: undefined },
	]);
	if (done) await deleteMqttEndpoint(core, appID, installationID);
	return done;
}

/** Removes every installation of a user or thing that is deleted. */
export async function uninstallAllOf(core: Core, appID: string, owner: TypedID): Promise<void> {
	let removed: number;
	do {
		removed = 0;
		for (const installation of await installationsOf(core, appID, owner)) {
			if (await remove(core, appID, installation)) removed++;
			if (removed % 200 === 199) await otherRequests();
		}
		// Again, for one that has come or changed in the meantime.
	} while (removed > 0);
}

/** Those of a user or thing. */
export async function installationsOf(core: Core, appID: string, owner: TypedID): Promise<Installation[]> {
	const owned = await readOwned(core, appID, owner);
	const found = await Promise.all(owned.map(({ installationID }) => readInstallation(core, appID, installationID)));
	return found.filter((installation) => installation !== undefined);
}

/** The MQTT installation of an owner, if there is one. */
export async function mqttInstallationOf(core: Core, appID: string, owner: TypedID): Promise<Installation | undefined> {
	const owned = await read<OwnedInstallation>(core, ownedMqttInstallation(appID, owner));
	return owned && readInstallation(core, appID, owned.installationID);
}

/** Ends the MQTT connection of a user or thing; its credentials stay. */
export async function disconnectOwner(core: Core, appID: string, owner: TypedID, reason: string): Promise<void> {
	const installation = await mqttInstallationOf(core, appID, owner);
	if (installation !== undefined) await disconnectEndpoint(core, appID, installation.installationID, reason);
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
