import type { Core } from "./context.ts";
import { KiiError } from "./errors.ts";
import { newThingID } from "./identifiers.ts";
import { otherRequests } from "./other-requests.ts";
import { hashPassword } from "./password.ts";
import { inserted, read, recordKey } from "./records.ts";
import { changedFields } from "./things/thing-fields.ts";
import { parseTypedID, type TypedID, typedIDText } from "./typed-id.ts";

export interface Thing {
	readonly thingID: string;
	readonly vendorThingID: string;
	readonly passwordHash: string;
	/** `_thingType`, `_firmwareVersion`, `_vendor`, …, and custom fields: see `changedFields`. */
	readonly fields: Readonly<Record<string, unknown>>;
	/** `user:{userID}`, `group:{groupID}`. */
	readonly owners: readonly string[];
	readonly layoutPosition: string;
	readonly dataGroupingInterval?: string;
	readonly disabled: boolean;
	/** Of an end node: the gateway it is paired with. */
	readonly gateway?: { readonly thingID: string; readonly order: string };
	/** Whether it is there, as its gateway has said, and when that was in Unix milliseconds. */
	readonly connection?: { readonly online: boolean; readonly modifiedAt: number };
	readonly createdAt: number;
}

export interface NewThing {
	readonly vendorThingID: string;
	readonly password: string;
	readonly fields: Readonly<Record<string, unknown>>;
	readonly layoutPosition?: string | undefined;
	readonly dataGroupingInterval?: string | undefined;
}

/** Both spellings of an end node's: those of the JavaScript SDK and of the Go client. */
export const layoutPositions = ["GATEWAY", "STANDALONE", "ENDNODE", "END_NODE"] as const;

/** Kii guide, "Initializing": unique in the app, at most 200 characters. */
export const vendorThingIDPattern = "^[A-Za-z0-9._-]{1,200}$";

export function thingKey(appID: string, ...thingID: readonly string[]): string {
	return recordKey(appID, "thing", ...thingID);
}

function vendorIndex(appID: string, vendorThingID: string): string {
	return recordKey(appID, "thing-vendorThingID", vendorThingID);
}

function ownerIndex(appID: string, owner: TypedID, ...thingID: readonly string[]): string {
	return recordKey(appID, "thing-owner", typedIDText(owner), ...thingID);
}

/** @throws KiiError THING_ALREADY_EXISTS, INVALID_INPUT_DATA for more than 63 KB of custom fields */
export async function registerThing(core: Core, appID: string, given: NewThing): Promise<Thing> {
	const thing: Thing = {
		thingID: newThingID(core.idsOf(appID)),
		vendorThingID: given.vendorThingID,
		passwordHash: hashPassword(core, appID, given.password),
		fields: changedFields({}, given.fields),
		owners: [],
		layoutPosition: given.layoutPosition ?? "STANDALONE",
		...(given.dataGroupingInterval === undefined ? {} : { dataGroupingInterval: given.dataGroupingInterval }),
		disabled: false,
		createdAt: core.clockOf(appID).now(),
	};
	const done = await core.store.commit([
		inserted(thingKey(appID, thing.thingID), thing),
		inserted(vendorIndex(appID, given.vendorThingID), thing.thingID),
	]);
	if (!done) throw thingAlreadyExists(appID, given.vendorThingID);
	return thing;
}

function thingAlreadyExists(appID: string, vendorThingID: string): KiiError {
	const context = { field: "vendorThingID", value: vendorThingID, appID };
	return new KiiError("THING_ALREADY_EXISTS", `Thing with vendorThingID ${vendorThingID} already exists`, context);
}

/** Gives a thing another vendorThingID and password. @throws KiiError THING_ALREADY_EXISTS, THING_NOT_FOUND */
export async function changeVendorThingID(
	core: Core,
	appID: string,
	thingID: string,
	vendorThingID: string,
	password: string,
): Promise<void> {
	const key = thingKey(appID, thingID);
	const passwordHash = hashPassword(core, appID, password);
	for (;;) {
		const entry = await core.store.get<Thing>(key);
		if (entry === undefined) throw thingNotFound(appID, "thingID", thingID);
		const { value: thing, version } = entry;
		const same = thing.vendorThingID === vendorThingID;
		// The index moves in the same step: the name is never free for two, nor lost.
		const index = same
			? []
			: [
					inserted(vendorIndex(appID, vendorThingID), thingID),
					{ key: vendorIndex(appID, thing.vendorThingID), value: undefined },
				];
		const change = { key, value: { ...thing, vendorThingID, passwordHash }, expect: version };
		if (await core.store.commit([change, ...index])) return;
		if (!same && (await read(core, vendorIndex(appID, vendorThingID))) !== undefined) {
			throw thingAlreadyExists(appID, vendorThingID);
		}
	}
}

/** The record and all that leads to it; what belongs to the thing is `deleteThing`'s. @throws KiiError THING_NOT_FOUND */
export async function deleteThingRecord(core: Core, appID: string, thingID: string): Promise<Thing> {
	const key = thingKey(appID, thingID);
	for (;;) {
		const entry = await core.store.get<Thing>(key);
		if (entry === undefined) throw thingNotFound(appID, "thingID", thingID);
		const { vendorThingID, owners } = entry.value;
		const done = await core.store.commit([
			{ key, value: undefined, expect: entry.version },
			{ key: vendorIndex(appID, vendorThingID), value: undefined },
			...owners.flatMap((text) => {
				const owner = parseTypedID(text);
				return owner === undefined ? [] : [{ key: ownerIndex(appID, owner, thingID), value: undefined }];
			}),
		]);
		if (done) return entry.value;
	}
}

export async function findThingByVendorID(
	core: Core,
	appID: string,
	vendorThingID: string,
): Promise<Thing | undefined> {
	const thingID = await read<string>(core, vendorIndex(appID, vendorThingID));
	return thingID === undefined ? undefined : read<Thing>(core, thingKey(appID, thingID));
}

/** By thing ID. @throws KiiError THING_NOT_FOUND */
export async function getThing(core: Core, appID: string, thingID: string): Promise<Thing> {
	const thing = await read<Thing>(core, thingKey(appID, thingID));
	if (thing === undefined) throw thingNotFound(appID, "thingID", thingID);
	return thing;
}

/** By a path identifier: a thing ID or `VENDOR_THING_ID:…`. @throws KiiError THING_NOT_FOUND */
export async function findThing(core: Core, appID: string, identifier: string): Promise<Thing> {
	const vendorThingID = /^VENDOR_THING_ID:(.*)$/is.exec(identifier)?.[1];
	if (vendorThingID === undefined) return getThing(core, appID, identifier);
	const thing = await findThingByVendorID(core, appID, vendorThingID);
	if (thing === undefined) throw thingNotFound(appID, "vendorThingID", vendorThingID);
	return thing;
}

/** @returns false for one that is an owner already. @throws KiiError THING_NOT_FOUND */
export async function addOwner(core: Core, appID: string, thingID: string, owner: TypedID): Promise<boolean> {
	const text = typedIDText(owner);
	return changeOwners(core, appID, thingID, owner, ({ owners }) =>
		owners.includes(text) ? undefined : { owners: [...owners, text], indexed: thingID },
	);
}

/** @returns false for one that is no owner. @throws KiiError THING_NOT_FOUND */
export async function removeOwner(core: Core, appID: string, thingID: string, owner: TypedID): Promise<boolean> {
	const text = typedIDText(owner);
	return changeOwners(core, appID, thingID, owner, ({ owners }) =>
		owners.includes(text) ? { owners: owners.filter((other) => other !== text), indexed: undefined } : undefined,
	);
}

/** IDs of the things that a user or group owns, in the order of the IDs. */
export async function thingIDsOwnedBy(core: Core, appID: string, owner: TypedID): Promise<string[]> {
	return (await core.store.list<string>(ownerIndex(appID, owner))).map(({ value }) => value);
}

/** Takes away every ownership of a user or group that is deleted. */
export async function removeOwnerEverywhere(core: Core, appID: string, owner: TypedID): Promise<void> {
	for (const [index, thingID] of (await thingIDsOwnedBy(core, appID, owner)).entries()) {
		if (index % 200 === 199) await otherRequests();
		// A thing that is deleted at the same time takes its owners with it.
		await removeOwner(core, appID, thingID, owner).catch(ignoreThingNotFound);
	}
}

/** The index changes in the same step: it never names a thing that the owner does not have. */
async function changeOwners(
	core: Core,
	appID: string,
	thingID: string,
	owner: TypedID,
	change: (thing: Thing) => { readonly owners: readonly string[]; readonly indexed: string | undefined } | undefined,
): Promise<boolean> {
	const key = thingKey(appID, thingID);
	for (;;) {
		const entry = await core.store.get<Thing>(key);
		if (entry === undefined) throw thingNotFound(appID, "thingID", thingID);
		const changed = change(entry.value);
		if (changed === undefined) return false;
		const done = await core.store.commit([
			{ key, value: { ...entry.value, owners: changed.owners }, expect: entry.version },
			{ key: ownerIndex(appID, owner, thingID), value: changed.indexed },
		]);
		if (done) return true;
	}
}

function ignoreThingNotFound(error: unknown): void {
	if (!(error instanceof KiiError && error.errorCode === "THING_NOT_FOUND")) throw error;
}

/** As GET of the thing shows it (cloud-rest, 3.3). */
export function thingView(thing: Thing): Record<string, unknown> {
	const ids = { _thingID: thing.thingID, _vendorThingID: thing.vendorThingID };
	return {
		...ids,
		...thing.fields,
		// Again: a custom field of that name must not pass for it.
		...ids,
		_created: thing.createdAt,
		_disabled: thing.disabled,
		_layoutPosition: thing.layoutPosition,
		...(thing.connection === undefined
			? {}
			: { _online: thing.connection.online, _onlineStatusModifiedAt: thing.connection.modifiedAt }),
	};
}

export function thingNotFound(appID: string, field: string, value: string): KiiError {
	return new KiiError("THING_NOT_FOUND", `Thing with ${field} ${value} was not found`, { field, value, appID });
}
