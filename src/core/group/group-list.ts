import type { Core } from "../context.ts";
import { onlyAdmin } from "../only-admin.ts";
import { otherRequests } from "../other-requests.ts";
import type { Caller } from "../principal.ts";
import { read, recordKey } from "../records.ts";
import { type Group, groupIDsOf, groupIDsOwnedBy, groupKey } from "./group.ts";
import { mayUseGroups } from "./group-access.ts";

/** User IDs. */
export interface GroupFilter {
	readonly isMember?: string | undefined;
	readonly owner?: string | undefined;
}

/** Groups read before other requests have their turn. */
const batch = 500;

/**
 * The groups that a user is a member of, owns, or both, in the order of their IDs; all for the administrator.
 * @throws KiiError UNAUTHORIZED
 */
export async function listGroups(core: Core, caller: Caller, { isMember, owner }: GroupFilter): Promise<Group[]> {
	const { appID } = caller;
	mayUseGroups(caller);
	if (isMember === undefined && owner === undefined) {
		onlyAdmin(caller);
		return (await core.store.list<Group>(recordKey(appID, "group"))).map(({ value }) => value);
	}
	const ids =
		isMember === undefined ? await groupIDsOwnedBy(core, appID, owner ?? "") : await groupIDsOf(core, appID, isMember);
	const groups: Group[] = [];
	for (const [index, groupID] of ids.entries()) {
		if (index % batch === batch - 1) await otherRequests();
		const group = await read<Group>(core, groupKey(appID, groupID));
		if (group !== undefined && (owner === undefined || group.owner === owner)) groups.push(group);
	}
	return groups;
}
