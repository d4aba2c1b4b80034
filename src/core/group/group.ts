import type { Core } from "../context.ts";
import { KiiError } from "../errors.ts";
import { newGroupID } from "../identifiers.ts";
import { otherRequests } from "../other-requests.ts";
import { orderKey } from "../paging.ts";
import type { Write } from "../ports.ts";
import { inserted, modify, read, recordKey, write } from "../records.ts";
import { userKey, userNotFound } from "../user.ts";

export interface Group {
	readonly groupID: string;
	readonly name: string;
	/** User ID. The administrator makes groups without one, too. It stays when that user is deleted. */
	readonly owner?: string;
	readonly createdAt: number;
	/** Differs from that of every other group, also of one that had the same ID before. */
	readonly incarnation: string;
}

export interface NewGroup {
	/** Made by the emulator if missing. */
	readonly groupID?: string | undefined;
	readonly name: string;
	readonly owner?: string | undefined;
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

function ownerIndex(appID: string, userID: string, ...groupID: readonly string[]): string {
	return recordKey(appID, "group-owner", userID, ...groupID);
}

function joining(appID: string, groupID: string, userID: string): Write[] {
	return [
		{ key: memberKey(appID, groupID, userID), value: userID },
		{ key: membershipKey(appID, userID, groupID), value: groupID },
	];
}

function deleted(writes: readonly Write[]): Write[] {
	return writes.map(({ key }) => ({ key, value: undefined }));
}

function owning(appID: string, { groupID, owner }: Group): Write[] {
	return owner === undefined ? [] : [{ key: ownerIndex(appID, owner, groupID), value: groupID }];
}

/** @throws KiiError GROUP_ALREADY_EXISTS */
export async function createGroup(core: Core, appID: string, given: NewGroup): Promise<Group> {
	const { name, owner } = given;
	const groupID = given.groupID ?? newGroupID(core.idsOf(appID));
	const group: Group = {
		groupID,
		name,
		...(owner === undefined ? {} : { owner }),
		createdAt: core.clockOf(appID).now(),
		incarnation: orderKey(core, appID),
	};
	const members = [...new Set([...(owner === undefined ? [] : [owner]), ...given.members])];
	const done = await core.store.commit([
		inserted(groupKey(appID, groupID), group),
		...owning(appID, group),
		...members.flatMap((userID) => joining(appID, groupID, userID)),
	]);
	if (!done) {
		throw new KiiError("GROUP_ALREADY_EXISTS", `Group with ID ${groupID} already exists`, { groupID, appID });
	}
	await withoutDeleted(core, appID, members);
	return group;
}

/** @throws KiiError GROUP_NOT_FOUND */
export async function getGroup(core: Core, appID: string, groupID: string): Promise<Group> {
	const group = await read<Group>(core, groupKey(appID, groupID));
	if (group === undefined) throw groupNotFound(appID, groupID);
	return group;
}

/** @throws KiiError GROUP_NOT_FOUND */
export async function renameGroup(core: Core, appID: string, groupID: string, name: string): Promise<void> {
	const group = await modify<Group>(core, groupKey(appID, groupID), (group) => ({ ...group, name }));
	if (group === undefined) throw groupNotFound(appID, groupID);
}

/** Somebody who is no member becomes one (Kii guide, "Group Access Control"). @throws KiiError GROUP_NOT_FOUND */
export async function changeGroupOwner(core: Core, appID: string, groupID: string, owner: string): Promise<void> {
	await changeTogether(core, appID, groupID, (group) => {
		const changed: Group = { ...group, owner };
		return [changed, [...deleted(owning(appID, group)), ...owning(appID, changed), ...joining(appID, groupID, owner)]];
	});
	await withoutDeleted(core, appID, [owner]);
}

/** Somebody who is a member already stays one. @throws KiiError GROUP_NOT_FOUND */
export async function addMember(core: Core, appID: string, groupID: string, userID: string): Promise<void> {
	await changeTogether(core, appID, groupID, (group) => [group, joining(appID, groupID, userID)]);
	await withoutDeleted(core, appID, [userID]);
}

/** The owner, too: it stays the owner. @throws KiiError USER_NOT_FOUND for somebody who is no member */
export async function removeMember(core: Core, appID: string, groupID: string, userID: string): Promise<void> {
	const key = memberKey(appID, groupID, userID);
	for (;;) {
		const entry = await core.store.get(key);
		if (entry === undefined) throw userNotFound(appID, "userID", userID);
		const done = await core.store.commit([
			{ key, value: undefined, expect: entry.version },
			{ key: membershipKey(appID, userID, groupID), value: undefined },
		]);
		if (done) return;
	}
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

/** IDs of the groups that a user owns. */
export async function groupIDsOwnedBy(core: Core, appID: string, userID: string): Promise<string[]> {
	return (await core.store.list<string>(ownerIndex(appID, userID))).map(({ value }) => value);
}

/**
 * Ends every membership of a user whose record is deleted already. The groups that it owns stay, with its ID, until the
 * administrator gives them another owner (Kii guide, "Considerations in deleting users").
 */
export async function leaveAllGroups(core: Core, appID: string, userID: string): Promise<void> {
	for (const groupID of await groupIDsOf(core, appID, userID)) {
		await write(core, ...deleted(joining(appID, groupID, userID)));
		await otherRequests();
	}
}

/** Removes the group and its memberships; the rest is `deleteGroup`'s. @throws KiiError GROUP_NOT_FOUND */
export async function deleteGroupRecord(core: Core, appID: string, groupID: string): Promise<void> {
	const key = groupKey(appID, groupID);
	for (;;) {
		const entry = await core.store.get<Group>(key);
		if (entry === undefined) throw groupNotFound(appID, groupID);
		const members = await membersOf(core, appID, groupID);
		const done = await core.store.commit([
			{ key, value: undefined, expect: entry.version },
			...deleted(owning(appID, entry.value)),
			...deleted(members.flatMap((userID) => joining(appID, groupID, userID))),
		]);
		if (done) return;
	}
}

export function groupNotFound(appID: string, groupID: string): KiiError {
	return new KiiError("GROUP_NOT_FOUND", `Group with ID ${groupID} was not found`, { groupID, appID });
}

/** Writes what goes with a group in the same step as the group: none of it outlives a group deleted meanwhile. */
async function changeTogether(
	core: Core,
	appID: string,
	groupID: string,
	change: (group: Group) => [Group, readonly Write[]],
): Promise<void> {
	const key = groupKey(appID, groupID);
	for (;;) {
		const entry = await core.store.get<Group>(key);
		if (entry === undefined) throw groupNotFound(appID, groupID);
		const [value, writes] = change(entry.value);
		if (await core.store.commit([{ key, value, expect: entry.version }, ...writes])) return;
	}
}

/** Users deleted since they were looked up leave again, unless their deletion has seen to it. */
async function withoutDeleted(core: Core, appID: string, userIDs: readonly string[]): Promise<void> {
	for (const userID of userIDs) {
		if ((await read(core, userKey(appID, userID))) === undefined) await leaveAllGroups(core, appID, userID);
	}
}
