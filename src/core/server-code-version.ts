import type { Core } from "./context.ts";
import { invalidInput, KiiError } from "./errors.ts";
import { newServerCodeVersionID } from "./identifiers.ts";
import { onlyAdmin } from "./only-admin.ts";
import type { Caller } from "./principal.ts";
import { inserted, read, recordKey, write } from "./records.ts";

/** The versions of Node.js that Kii ran server code on (JavaScript SDK, `KiiServerCodeEnvironmentVersion`). */
export type EnvironmentVersion = "0" | "6";

export interface ServerCodeVersion {
	readonly versionID: string;
	readonly source: string;
	readonly environmentVersion: EnvironmentVersion;
	/** Unix milliseconds. */
	readonly createdAt: number;
	/** Position among the versions of the same millisecond. */
	readonly sequence: number;
}

function folder(appID: string): string {
	return recordKey(appID, "server-code");
}

function versionKey(appID: string, versionID: string): string {
	return recordKey(appID, "server-code", versionID);
}

function currentKey(appID: string): string {
	return recordKey(appID, "server-code-current");
}

/**
 * Takes a new version of the app's server code; it does not become the current one.
 * @throws KiiError SERVER_CODE_VERIFICATION_ERROR when it is no JavaScript; UNAUTHORIZED
 */
export async function deployServerCode(core: Core, caller: Caller, source: string): Promise<{ versionID: string }> {
	onlyAdmin(caller);
	return addServerCode(core, caller.appID, source);
}

/** The same for nobody in particular: for server code that is there from the start. */
export async function addServerCode(core: Core, appID: string, source: string): Promise<{ versionID: string }> {
	const fault = source.trim() === "" ? "there is no code" : await core.serverCode.check(source);
	if (fault !== undefined) {
		throw new KiiError("SERVER_CODE_VERIFICATION_ERROR", `The server code cannot be deployed: ${fault}`);
	}
	const version: ServerCodeVersion = {
		versionID: newServerCodeVersionID(core.idsOf(appID)),
		source,
		environmentVersion: "0",
		createdAt: core.clockOf(appID).now(),
		sequence: core.sequence(appID),
	};
	await write(core, inserted(versionKey(appID, version.versionID), version));
	return { versionID: version.versionID };
}

/** As GET of the versions shows them, the oldest first (kii-cli and kii-rest-client4j read these keys). */
export async function listServerCode(core: Core, caller: Caller): Promise<{ versions: Record<string, unknown>[] }> {
	onlyAdmin(caller);
	const current = await read<string>(core, currentKey(caller.appID));
	const entries = await core.store.list<ServerCodeVersion>(folder(caller.appID));
	const versions = entries
		.map(({ value }) => value)
		.sort((a, b) => a.createdAt - b.createdAt || a.sequence - b.sequence)
		.map(({ versionID, environmentVersion, createdAt }) => ({
			versionID,
			createdAt,
			modifiedAt: createdAt,
			current: versionID === current,
			environmentVersion,
		}));
	return { versions };
}

/** The text of a version. @throws KiiError SERVER_CODE_VERSION_NOT_FOUND, UNAUTHORIZED */
export async function getServerCode(core: Core, caller: Caller, versionID: string): Promise<string> {
	onlyAdmin(caller);
	return (await findServerCode(core, caller.appID, versionID)).source;
}

/** If it was the current version, there is none any more. @throws KiiError SERVER_CODE_VERSION_NOT_FOUND, UNAUTHORIZED */
export async function deleteServerCode(core: Core, caller: Caller, versionID: string): Promise<void> {
	onlyAdmin(caller);
	const { appID } = caller;
	await findServerCode(core, appID, versionID);
	const wasCurrent = (await read<string>(core, currentKey(appID))) === versionID;
	await write(
		core,
		{ key: versionKey(appID, versionID), value: undefined },
		...(wasCurrent ? [{ key: currentKey(appID), value: undefined }] : []),
	);
}

/** @throws KiiError SERVER_CODE_VERSION_NOT_FOUND when no version is the current one (evidence S32); UNAUTHORIZED */
export async function getCurrentServerCode(core: Core, caller: Caller): Promise<string> {
	onlyAdmin(caller);
	return (await findServerCode(core, caller.appID, "current")).versionID;
}

/** @throws KiiError SERVER_CODE_VERSION_NOT_FOUND, INVALID_INPUT_DATA, UNAUTHORIZED */
export async function putCurrentServerCode(core: Core, caller: Caller, versionID: string): Promise<void> {
	onlyAdmin(caller);
	if (versionID === "") throw invalidInput({ versionID: "is required" });
	await setCurrentServerCode(core, caller.appID, versionID);
}

/** @throws KiiError SERVER_CODE_VERSION_NOT_FOUND */
export async function setCurrentServerCode(core: Core, appID: string, versionID: string): Promise<void> {
	if (versionID === "current") throw versionNotFound(appID, versionID);
	await findServerCode(core, appID, versionID);
	await write(core, { key: currentKey(appID), value: versionID });
}

/** Leaves the app without a current version. @throws KiiError UNAUTHORIZED */
export async function resetCurrentServerCode(core: Core, caller: Caller): Promise<void> {
	onlyAdmin(caller);
	await write(core, { key: currentKey(caller.appID), value: undefined });
}

/** @param version an ID or `current` @throws KiiError SERVER_CODE_VERSION_NOT_FOUND */
export async function findServerCode(core: Core, appID: string, version: string): Promise<ServerCodeVersion> {
	const versionID = version === "current" ? await read<string>(core, currentKey(appID)) : version;
	const found = versionID === undefined ? undefined : await read<ServerCodeVersion>(core, versionKey(appID, versionID));
	if (found === undefined) throw versionNotFound(appID, version);
	return found;
}

function versionNotFound(appID: string, version: string): KiiError {
	return new KiiError("SERVER_CODE_VERSION_NOT_FOUND", `Server code version ${version} was not found`, {
		versionID: version,
		appID,
	});
}
