// Things that belong to a group: each of its members owns them (REST reference, "Ownership").
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addMember, createGroup, removeMember } from "../../../src/core/group/group.ts";
import { addOwner, getThing } from "../../../src/core/thing.ts";
import { accessThing, mayManageThing } from "../../../src/core/thing-access.ts";
import { createCommand, getCommand } from "../../../src/core/thing-if/command.ts";
import { addEndNode, listEndNodes } from "../../../src/core/thing-if/end-node.ts";
import { onboardEndNode } from "../../../src/core/thing-if/end-node-onboarding.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { getState, putState } from "../../../src/core/thing-if/state.ts";
import { putLayoutPosition } from "../../../src/core/thing-if/thing-settings.ts";
import { createTrigger, getTrigger } from "../../../src/core/thing-if/trigger.ts";
import { fireStateTriggers } from "../../../src/core/thing-if/trigger-firing.ts";
import { appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

const wrongToken = { errorCode: "WRONG_TOKEN", status: 403 };
const command = { schema: "lamp", schemaVersion: 1, actions: [{ turnPower: { power: true } }] };

async function withGroup() {
	const core = await createTestCore();
	const [owner, member, stranger] = await Promise.all(
		["owner", "member", "stranger"].map((name) => newOwner(core, name)),
	);
	assert.ok(owner && member && stranger);
	await createGroup(core, appID, { groupID: "g", name: "g", owner: owner.userID, members: [member.userID] });
	const request = { vendorThingID: "v1", thingPassword: "pw", owner: "group:g", layoutPosition: "GATEWAY" };
	const { thingID } = await onboard(core, member.caller, request);
	return { core, owner, member, stranger, request, thingID, target: `thing:${thingID}` };
}

describe("a thing of a group", () => {
	test("is onboarded by its members, not by others", async () => {
		const { core, stranger, owner, request, thingID } = await withGroup();
		assert.deepEqual((await getThing(core, appID, thingID)).owners, ["group:g"]);
		await onboard(core, owner.caller, { ...request, owner: "GROUP:g" });
		assert.deepEqual((await getThing(core, appID, thingID)).owners, ["group:g"]);
		await assert.rejects(onboard(core, stranger.caller, request), wrongToken);
	});

	test("is seen, changed and commanded by every member, as long as it is one", async () => {
		const { core, member, stranger, thingID, target } = await withGroup();
		const issuer = `user:${member.userID}`;
		await putState(core, member.caller, target, { power: true }, "flat");
		await putLayoutPosition(core, member.caller, thingID, "STANDALONE");
		const { commandID } = await createCommand(core, member.caller, target, { ...command, issuer });
		assert.equal((await getCommand(core, member.caller, target, commandID)).issuer, issuer);
		assert.equal((await accessThing(core, member.caller, thingID, "api", mayManageThing)).thingID, thingID);
		await assert.rejects(getState(core, stranger.caller, target), wrongToken);
		await assert.rejects(accessThing(core, stranger.caller, thingID, "api"), { errorCode: "UNAUTHORIZED" });
		await removeMember(core, appID, "g", member.userID);
		await assert.rejects(getState(core, member.caller, target), wrongToken);
		await assert.rejects(accessThing(core, member.caller, thingID, "api"), { errorCode: "UNAUTHORIZED" });
	});

	test("is commanded in the name of the group by its members only", async () => {
		const { core, member, stranger, thingID, target } = await withGroup();
		await createCommand(core, member.caller, target, { ...command, issuer: "group:g" });
		await addOwner(core, appID, thingID, { type: "user", id: stranger.userID });
		await createCommand(core, stranger.caller, target, { ...command, issuer: `user:${stranger.userID}` });
		await assert.rejects(createCommand(core, stranger.caller, target, { ...command, issuer: "group:g" }), wrongToken);
		const admin = await callerOf(core, { kind: "admin" });
		await createGroup(core, appID, { groupID: "other", name: "other", members: [] });
		await assert.rejects(createCommand(core, admin, target, { ...command, issuer: "group:other" }), {
			errorCode: "WRONG_COMMAND",
		});
	});

	test("has triggers that command it for a member, until that one leaves the group", async () => {
		const { core, member, owner, thingID, target } = await withGroup();
		const condition = { type: "eq", field: "power", value: true };
		const { triggerID } = await createTrigger(core, member.caller, target, {
			predicate: { eventSource: "STATES", condition, triggersWhen: "CONDITION_TRUE" },
			triggersWhat: "COMMAND",
			command: { ...command, issuer: `user:${member.userID}` },
		});
		const thing = await getThing(core, appID, thingID);
		await fireStateTriggers(core, appID, thing, { before: { power: false }, after: { power: true }, at: 0 });
		assert.equal((await getTrigger(core, owner.caller, target, triggerID)).disabled, false);
		await removeMember(core, appID, "g", member.userID);
		await fireStateTriggers(core, appID, thing, { before: { power: false }, after: { power: true }, at: 0 });
		assert.equal((await getTrigger(core, owner.caller, target, triggerID)).disabledReason, "WRONG_COMMAND");
	});

	test("has end nodes, which its members onboard and add", async () => {
		const { core, member, stranger, thingID } = await withGroup();
		const request = { gatewayThingID: thingID, endNodeVendorThingID: "en", endNodePassword: "pw" };
		const { endNodeThingID } = await onboardEndNode(core, member.caller, { ...request, owner: "group:g" });
		await onboardEndNode(core, member.caller, {
			...request,
			endNodeVendorThingID: "en2",
			owner: `user:${member.userID}`,
		});
		const { results } = await listEndNodes(core, member.caller, thingID, {});
		assert.deepEqual(results[0], { thingID: endNodeThingID, vendorThingID: "en" });
		assert.equal(results.length, 2);
		await addEndNode(core, member.caller, thingID, endNodeThingID);
		await assert.rejects(addEndNode(core, stranger.caller, thingID, endNodeThingID), { errorCode: "UNAUTHORIZED" });
		await assert.rejects(
			onboardEndNode(core, stranger.caller, { ...request, owner: `user:${stranger.userID}` }),
			wrongToken,
		);
	});
});

test("a user of one of several groups that own a thing owns it; nobody looks at groups of others' things", async () => {
	const { core, stranger, member, thingID } = await withGroup();
	await createGroup(core, appID, { groupID: "g2", name: "g2", members: [] });
	await addOwner(core, appID, thingID, { type: "group", id: "g2" });
	await addMember(core, appID, "g2", stranger.userID);
	const thing = await getThing(core, appID, thingID);
	assert.equal(await mayManageThing(core, stranger.caller, thing), true);
	// Without groups it is decided at once.
	const ownersOnly = { ...thing, owners: [`user:${member.userID}`] };
	assert.equal(mayManageThing(core, member.caller, ownersOnly), true);
	assert.equal(mayManageThing(core, stranger.caller, ownersOnly), false);
});
