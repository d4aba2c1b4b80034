import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { newGroupID } from "../identifiers.ts";
import type { Write } from "../ports.ts";
import { inserted, modify, read, recordKey, write } from "../records.ts";

export interface Group {
	readonly groupID: string;
	readonly name: string;
	/** User ID. */
	readonly owner: string;
	readonly createdAt: number;
}

export interface NewGroup {
	/** Made by the emulator if missing. */
	readonly groupID?: string | undefined;
	readonly name: string;
	readonly owner: string;
	/** User IDs of users that exist. The owner becomes a member anyway. */
	readonly members: readonly string[];
}

export function groupKey(appID: string, groupID: string): string {
	return recordKey(appID, "group", groupID);
}

function memberKey(appID: string, groupID: string, ...userID: readonly string[]): string {
	return recordKey(appID, "group-member", groupID, ...userID);
}

function membershipKey(appID: string, userID: string, ...groupID: readonly string[]): string {
	return recordKey(appID, "user-group", userID, ...groupID);
}

function joining(appID: string, groupID: string, userID: string): Write[] {
	return [
		{ key: memberKey(appID, groupID, userID), value: userID },
		{ key: membershipKey(appID, userID, groupID), value: groupID },
	];
}

/** @throws KiiError GROUP_ALREADY_EXISTS */
export async function createGroup(core: Core, appID: string, given: NewGroup): Promise<Group> {
	const { name, owner, members } = given;
	const group: Group = { groupID: given.groupID ?? newGroupID(core.ids), name, owner, createdAt: core.clock.now() };
	const { groupID } = group;
	const done = await core.store.commit([
		inserted(groupKey(appID, groupID), group),
		...[...new Set([owner, ...members])].flatMap((userID) => joining(appID, groupID, userID)),
	]);
	if (!done) {
		throw new KiiError("GROUP_ALREADY_EXISTS", `Group with ID ${groupID} already exists`, { groupID, appID });
	}
	return group;
}

/** @throws KiiError GROUP_NOT_FOUND */
export async function getGroup(core: Core, appID: string, groupID: string): Promise<Group> {
	const group = await read<Group>(core, groupKey(appID, groupID));
	if (group === undefined) throw groupNotFound(appID, groupID);
	return group;
}

export async function changeGroup(
	core: Core,
	appID: string,
	groupID: string,
	change: Partial<Pick<Group, "name" | "owner">>,
): Promise<void> {
	const group = await modify<Group>(core, groupKey(appID, groupID), (group) => ({ ...group, ...change }));
	if (group === undefined) throw groupNotFound(appID, groupID);
}

/** Somebody who is a member already stays one. */
export async function addMember(core: Core, appID: string, groupID: string, userID: string): Promise<void> {
	await write(core, ...joining(appID, groupID, userID));
}

export async function removeMember(core: Core, appID: string, groupID: string, userID: string): Promise<void> {
	await write(core, ...joining(appID, groupID, userID).map(({ key }) => ({ key, value: undefined })));
}

export async function isMember(core: Core, appID: string, groupID: string, userID: string): Promise<boolean> {
	return (await read(core, memberKey(appID, groupID, userID))) !== undefined;
}

/** User IDs of the members, the owner among them, in the order of their IDs. */
export async function membersOf(core: Core, appID: string, groupID: string): Promise<string[]> {
	return (await core.store.list<string>(memberKey(appID, groupID))).map(({ value }) => value);
}

/** IDs of the groups that a user is a member of. */
export async function groupIDsOf(core: Core, appID: string, userID: string): Promise<string[]> {
	return (await core.store.list<string>(membershipKey(appID, userID))).map(({ value }) => value);
}

/** Removes the group and its memberships; what belongs to it is `forgetOwner`'s. */
export async function deleteGroupRecord(core: Core, appID: string, groupID: string): Promise<void> {
	const members = await membersOf(core, appID, groupID);
	await write(
		core,
		{ key: groupKey(appID, groupID), value: undefined },
		...members.flatMap((userID) => joining(appID, groupID, userID)).map(({ key }) => ({ key, value: undefined })),
	);
}

export function groupNotFound(appID: string, groupID: string): KiiError {
	return new KiiError("GROUP_NOT_FOUND", `Group with ID ${groupID} was not found`, { groupID, appID });
}
