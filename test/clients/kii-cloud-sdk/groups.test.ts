import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";
import { register, sdkOf, withCode } from "./sdk.ts";

test("a group is made, joined, renamed, handed over, left and deleted", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const member = await register(sdk, "member");
	const owner = await register(sdk, "owner");
	const group = sdk.KiiGroup.groupWithName("friends");
	await group.save();
	assert.equal((await group.getOwner())?.[1]?.getID?.() ?? group.getCachedOwner().getID(), owner.getID());
	group.addUser(member);
	await group.save();
	const membersOf = async () => {
		const [, members] = await group.getMemberList();
		return members.map((user: { getID(): string }) => user.getID()).sort();
	};
	assert.deepEqual(await membersOf(), [member.getID(), owner.getID()].sort());
	await group.changeGroupName("family");
	const again = sdk.KiiGroup.groupWithID(group.getID());
	await again.refresh();
	assert.equal(again.getName(), "family");

	const idsOf = async (call: "memberOfGroups" | "ownerOfGroups") => {
		const [, groups] = await owner[call]();
		return groups.map((one: { getID(): string }) => one.getID());
	};
	assert.deepEqual(await idsOf("memberOfGroups"), [group.getID()]);
	assert.deepEqual(await idsOf("ownerOfGroups"), [group.getID()]);

	group.removeUser(member);
	await group.save();
	assert.deepEqual(await membersOf(), [owner.getID()]);
	await group.delete();
	await assert.rejects(again.refresh(), withCode("GROUP_NOT_FOUND"));
});

test("a group with an ID of the client's choice", async () => {
	await using emulator = await createEmulator();
	const sdk = sdkOf(emulator);
	const member = await register(sdk, "member");
	await register(sdk, "owner");
	const group = await sdk.KiiGroup.registerGroupWithID("my-group.1", "mine", [member]);
	assert.equal(group.getID(), "my-group.1");
	await assert.rejects(sdk.KiiGroup.registerGroupWithID("my-group.1", "mine", []), withCode("GROUP_ALREADY_EXISTS"));
});
