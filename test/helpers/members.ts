import type { Core } from "../../src/core/context.ts";
import { createGroup, type Group } from "../../src/core/group/group.ts";
import type { Caller } from "../../src/core/principal.ts";
import { addOwner, registerThing, type Thing } from "../../src/core/thing.ts";
import type { TypedID } from "../../src/core/typed-id.ts";
import { appID, callerOf, newOwner } from "./core.ts";

export interface Member {
	readonly userID: string;
	readonly caller: Caller;
}

/** One of each that can make a call: a group's owner, a member of it, a stranger, a thing of the owner's, the administrator. */
export interface Members {
	readonly owner: Member;
	readonly member: Member;
	readonly stranger: Member;
	readonly thing: Thing;
	readonly thingCaller: Caller;
	readonly admin: Caller;
	readonly group: Group;
}

export async function createMembers(core: Core): Promise<Members> {
	const owner = await newOwner(core, "owner");
	const member = await newOwner(core, "member");
	const stranger = await newOwner(core, "stranger");
	const { thing, caller } = await newThing(core, "vid-1", { type: "user", id: owner.userID });
	const given = { groupID: "g1", name: "Group", owner: owner.userID, members: [member.userID] };
	const admin = await callerOf(core, { kind: "admin" });
	return { owner, member, stranger, thing, thingCaller: caller, admin, group: await createGroup(core, appID, given) };
}

export async function newThing(
	core: Core,
	vendorThingID: string,
	...owners: readonly TypedID[]
): Promise<{ thing: Thing; caller: Caller }> {
	const thing = await registerThing(core, appID, { vendorThingID, password: "1234", fields: {} });
	for (const owner of owners) await addOwner(core, appID, thing.thingID, owner);
	return { thing, caller: await callerOf(core, { kind: "thing", thingID: thing.thingID }) };
}
