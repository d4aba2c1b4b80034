import assert from "node:assert/strict";
import { test } from "node:test";
import type { CoreSettings } from "../../../src/core/context.ts";
import { getThing, registerThing, thingView } from "../../../src/core/thing.ts";
import { putActionResults } from "../../../src/core/thing-if/action-results.ts";
import { createCommand, getCommand } from "../../../src/core/thing-if/command.ts";
import {
	addEndNode,
	endNodeToken,
	listEndNodes,
	removeEndNode,
	reportConnection,
} from "../../../src/core/thing-if/end-node.ts";
import { onboardEndNode } from "../../../src/core/thing-if/end-node-onboarding.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { getState, putState } from "../../../src/core/thing-if/state.ts";
import { resolveToken } from "../../../src/core/token.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

async function withGateway(settings: Partial<CoreSettings> = {}) {
	const core = await createTestCore(settings);
	const { userID, caller: owner } = await newOwner(core);
	const issuer = `user:${userID}`;
	const request = { vendorThingID: "gw", thingPassword: "pw", owner: issuer, layoutPosition: "GATEWAY" };
	const { thingID: gatewayThingID, mqttEndpoint } = await onboard(core, owner, request);
	const gateway = await callerOf(core, { kind: "thing", thingID: gatewayThingID });
	const endNode = { gatewayThingID, endNodeVendorThingID: "en", endNodePassword: "en-pw", owner: issuer };
	const add = (vendorThingID: string) =>
		onboardEndNode(core, owner, { ...endNode, endNodeVendorThingID: vendorThingID });
	return { core, owner, issuer, gatewayThingID, gateway, mqttTopic: mqttEndpoint.mqttTopic, endNode, add };
}

test("an end node is registered with all that its owner says, and gets a token but no endpoint", async () => {
	const { core, owner, issuer, gatewayThingID, endNode } = await withGateway();
	const reply = await onboardEndNode(core, owner, {
		...endNode,
		endNodeThingType: "sensor",
		endNodeFirmwareVersion: "2",
		endNodeThingProperties: { color: "red" },
		dataGroupingInterval: "1_MINUTE",
	});
	assert.deepEqual(Object.keys(reply), ["accessToken", "endNodeThingID"]);
	const thing = await getThing(core, appID, reply.endNodeThingID);
	assert.deepEqual(thing.fields, { color: "red", _thingType: "sensor", _firmwareVersion: "2" });
	assert.deepEqual([thing.owners, thing.layoutPosition], [[issuer], "ENDNODE"]);
	assert.equal(thing.gateway?.thingID, gatewayThingID);
	const principal = await resolveToken(core, appID, reply.accessToken);
	assert.ok(principal.kind === "thing" && principal.thingID === reply.endNodeThingID);
});

test("again, and by the gateway's vendorThingID: the same end node, another token", async () => {
	const { core, owner, endNode } = await withGateway();
	const first = await onboardEndNode(core, owner, endNode);
	const { gatewayThingID: _, ...rest } = endNode;
	const second = await onboardEndNode(core, owner, { ...rest, gatewayVendorThingID: "gw" });
	assert.equal(second.endNodeThingID, first.endNodeThingID);
	assert.notEqual(second.accessToken, first.accessToken);
});

test("properties may come as JSON text, but not as any text", async () => {
	const { core, owner, endNode } = await withGateway();
	const onboardWith = (endNodeThingProperties: string) =>
		onboardEndNode(core, owner, { ...endNode, endNodeThingProperties });
	const { endNodeThingID } = await onboardWith('{"color":"blue"}');
	assert.deepEqual((await getThing(core, appID, endNodeThingID)).fields, { color: "blue" });
	const deep = `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
	for (const text of ["", "red", "[1]", "{", deep]) {
		await assert.rejects(onboardWith(text), { errorCode: "INVALID_INPUT_DATA" });
	}
});

test("an end node takes the token of the gateway's owner, and a gateway (evidence S29)", async () => {
	const { core, owner, gateway, endNode } = await withGateway();
	const stranger = await newOwner(core, "stranger");
	await assert.rejects(onboardEndNode(core, gateway, endNode), { errorCode: "WRONG_TOKEN", status: 403 });
	await assert.rejects(onboardEndNode(core, anonymous, endNode), { errorCode: "UNAUTHORIZED", status: 401 });
	await assert.rejects(onboardEndNode(core, stranger.caller, endNode), { errorCode: "WRONG_TOKEN" });
	const asStranger = { ...endNode, owner: `user:${stranger.userID}` };
	await assert.rejects(onboardEndNode(core, stranger.caller, asStranger), { errorCode: "WRONG_TOKEN" });
	const alone = { vendorThingID: "alone", thingPassword: "pw", owner: endNode.owner };
	const { thingID } = await onboard(core, owner, alone);
	await assert.rejects(onboardEndNode(core, owner, { ...endNode, gatewayThingID: thingID }), {
		errorCode: "INVALID_INPUT_DATA",
		message: /gatewayThingID - is no gateway/,
	});
	await assert.rejects(onboardEndNode(core, owner, { ...endNode, gatewayThingID: "th.none" }), {
		errorCode: "THING_NOT_FOUND",
	});
	await onboardEndNode(core, owner, endNode);
	await assert.rejects(onboardEndNode(core, owner, { ...endNode, endNodePassword: "no" }), {
		errorCode: "WRONG_PASSWORD",
		status: 403,
	});
});

test("end nodes are listed in the order of their pairing, page by page", async () => {
	const { core, gateway, gatewayThingID, add } = await withGateway();
	for (const name of ["c", "a", "b"]) await add(name);
	await add("a");
	const first = await listEndNodes(core, gateway, gatewayThingID, { bestEffortLimit: "2" });
	assert.deepEqual(
		first.results.map(({ vendorThingID }) => vendorThingID),
		["c", "a"],
	);
	const next = { paginationKey: first.nextPaginationKey };
	const second = await listEndNodes(core, gateway, "VENDOR_THING_ID:gw", next);
	assert.deepEqual(second, { results: [{ thingID: second.results[0]?.thingID, vendorThingID: "b" }] });
});

test("a command for an end node goes to its gateway, and says for whom", async () => {
	const { core, owner, issuer, gateway, mqttTopic, add } = await withGateway();
	core.listening.add(mqttTopic);
	const { endNodeThingID } = await add("en");
	const target = `thing:${endNodeThingID}`;
	const actions = [{ lamp: [{ turnPower: true }] }];
	const { commandID } = await createCommand(core, owner, target, { actions, issuer });
	assert.deepEqual(core.pushed, [{ mqttTopic, payload: { commandID, actions, issuer, target } }]);
	await putActionResults(core, gateway, target, commandID, [{ lamp: [{ turnPower: { succeeded: true } }] }]);
	assert.equal((await getCommand(core, owner, target, commandID)).commandState, "DONE");
});

test("the key target can be left out, and a command for the gateway itself never has it", async () => {
	const { core, owner, issuer, gatewayThingID, mqttTopic, add } = await withGateway({ endNodeCommandTarget: false });
	core.listening.add(mqttTopic);
	const { endNodeThingID } = await add("en");
	const actions = [{ turnPower: { power: true } }];
	for (const thingID of [endNodeThingID, gatewayThingID]) {
		const command = { actions, issuer, schema: "s", schemaVersion: 1 };
		await createCommand(core, owner, `thing:${thingID}`, command);
	}
	assert.deepEqual(
		core.pushed.map(({ payload }) => Object.keys(payload as object)),
		Array(2).fill(["schema", "schemaVersion", "commandID", "actions", "issuer"]),
	);
});

test("an end node with a connection of its own gets what its gateway does not hear", async () => {
	const { core, owner, issuer, mqttTopic, endNode, add } = await withGateway();
	const { endNodeThingID } = await add("en");
	const byThing = { vendorThingID: "en", thingPassword: endNode.endNodePassword };
	const own = (await onboard(core, anonymous, byThing)).mqttEndpoint.mqttTopic;
	const actions = [{ lamp: [{ turnPower: true }] }];
	const send = () => createCommand(core, owner, `thing:${endNodeThingID}`, { actions, issuer });
	core.listening.add(own);
	await send();
	core.listening.add(mqttTopic);
	await send();
	assert.deepEqual(
		core.pushed.map((push) => push.mqttTopic),
		[own, mqttTopic],
	);
});

test("the gateway acts for its end nodes until they are unpaired, and for no other thing", async () => {
	const { core, gateway, gatewayThingID, add } = await withGateway();
	const { endNodeThingID } = await add("en");
	const target = `thing:${endNodeThingID}`;
	await putState(core, gateway, target, { a: 1 }, "flat");
	assert.deepEqual(await getState(core, gateway, target), { a: 1 });
	await removeEndNode(core, gateway, gatewayThingID, endNodeThingID);
	await assert.rejects(getState(core, gateway, target), { errorCode: "WRONG_TOKEN", status: 403 });
	assert.deepEqual(await listEndNodes(core, gateway, gatewayThingID, {}), { results: [] });
	for (const call of [
		() => removeEndNode(core, gateway, gatewayThingID, endNodeThingID),
		() => reportConnection(core, gateway, gatewayThingID, endNodeThingID, true),
		() => endNodeToken(core, gateway, gatewayThingID, endNodeThingID, undefined),
	]) {
		await assert.rejects(call(), { errorCode: "THING_NOT_FOUND", status: 404 });
	}
});

test("whether an end node is online stands in the thing, with the time", async () => {
	const { core, gateway, gatewayThingID, add } = await withGateway();
	const { endNodeThingID } = await add("en");
	assert.equal("_online" in thingView(await getThing(core, appID, endNodeThingID)), false);
	for (const online of [true, false]) {
		await core.clock.advance(1000);
		await reportConnection(core, gateway, gatewayThingID, endNodeThingID, online);
		const { _online, _onlineStatusModifiedAt } = thingView(await getThing(core, appID, endNodeThingID));
		assert.deepEqual([_online, _onlineStatusModifiedAt], [online, core.clock.now()]);
	}
});

test("a token of an end node for its gateway, with an end if asked for", async () => {
	const { core, gateway, gatewayThingID, add } = await withGateway();
	const { endNodeThingID } = await add("en");
	const token = await endNodeToken(core, gateway, gatewayThingID, endNodeThingID, 60);
	assert.deepEqual([token.thingID, token.expiresIn], [endNodeThingID, 60]);
	await resolveToken(core, appID, token.accessToken);
	await core.clock.advance(60_000);
	await assert.rejects(resolveToken(core, appID, token.accessToken), { errorCode: "WRONG_TOKEN" });
});

test("a registered thing is added to a gateway, and goes over to another", async () => {
	const { core, owner, issuer, gateway, gatewayThingID } = await withGateway();
	const given = { password: "pw", fields: {} };
	const { thingID } = await registerThing(core, appID, { ...given, vendorThingID: "x", layoutPosition: "END_NODE" });
	await addEndNode(core, gateway, gatewayThingID, thingID);
	await addEndNode(core, gateway, gatewayThingID, "VENDOR_THING_ID:x");
	assert.equal((await listEndNodes(core, gateway, gatewayThingID, {})).results.length, 1);
	assert.equal((await getThing(core, appID, thingID)).layoutPosition, "END_NODE");
	const request = { vendorThingID: "gw2", thingPassword: "pw", owner: issuer, layoutPosition: "GATEWAY" };
	const other = (await onboard(core, owner, request)).thingID;
	await assert.rejects(addEndNode(core, gateway, other, thingID), { errorCode: "UNAUTHORIZED", status: 401 });
	await addEndNode(core, owner, other, thingID);
	assert.deepEqual(await listEndNodes(core, owner, gatewayThingID, {}), { results: [] });
	assert.equal((await listEndNodes(core, owner, other, {})).results.length, 1);
});

test("a gateway takes no stranger's standalone thing, and no gateway", async () => {
	const { core, owner, gateway, gatewayThingID } = await withGateway();
	const stranger = await newOwner(core, "stranger");
	const request = { vendorThingID: "s", thingPassword: "pw", owner: `user:${stranger.userID}` };
	const { thingID } = await onboard(core, stranger.caller, request);
	await assert.rejects(addEndNode(core, gateway, gatewayThingID, thingID), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(addEndNode(core, owner, gatewayThingID, gatewayThingID), { errorCode: "INVALID_INPUT_DATA" });
	await assert.rejects(addEndNode(core, stranger.caller, thingID, gatewayThingID), {
		errorCode: "INVALID_INPUT_DATA",
	});
});

test("a gateway takes no standalone thing that has no owner", async () => {
	const { core, gateway, gatewayThingID } = await withGateway();
	const { thingID } = await onboard(core, anonymous, { vendorThingID: "alone", thingPassword: "pw" });
	await assert.rejects(addEndNode(core, gateway, gatewayThingID, thingID), { errorCode: "UNAUTHORIZED" });
	await addEndNode(core, await callerOf(core, { kind: "admin" }), gatewayThingID, thingID);
});

test("nobody takes an end node away from a stranger's gateway, nor gets a token of it", async () => {
	const { core, gatewayThingID, add } = await withGateway();
	const { endNodeThingID } = await add("en");
	const stranger = await newOwner(core, "stranger");
	const owner = `user:${stranger.userID}`;
	const request = { vendorThingID: "gw2", thingPassword: "pw", owner, layoutPosition: "GATEWAY" };
	const { thingID } = await onboard(core, stranger.caller, request);
	for (const caller of [stranger.caller, await callerOf(core, { kind: "thing", thingID })]) {
		await assert.rejects(addEndNode(core, caller, thingID, endNodeThingID), { errorCode: "UNAUTHORIZED" });
		await assert.rejects(endNodeToken(core, caller, thingID, endNodeThingID, 60), { errorCode: "THING_NOT_FOUND" });
	}
	assert.equal((await getThing(core, appID, endNodeThingID)).gateway?.thingID, gatewayThingID);
});
