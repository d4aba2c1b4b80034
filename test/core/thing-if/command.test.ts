import assert from "node:assert/strict";
import { test } from "node:test";
import { install } from "../../../src/core/installation.ts";
import { mqttEndpointOf } from "../../../src/core/mqtt-endpoint.ts";
import { putActionResults } from "../../../src/core/thing-if/action-results.ts";
import { createCommand, getCommand, listCommands } from "../../../src/core/thing-if/command.ts";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { appID, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

async function withThing() {
	const core = await createTestCore();
	const owner = await newOwner(core);
	const issuer = `user:${owner.userID}`;
	const request = { vendorThingID: "v1", thingPassword: "pw", owner: issuer };
	const { thingID, mqttEndpoint } = await onboard(core, owner.caller, request);
	const thing = await callerOf(core, { kind: "thing", thingID });
	core.listening.add(mqttEndpoint.mqttTopic);
	return {
		core,
		owner: owner.caller,
		userID: owner.userID,
		issuer,
		thing,
		thingID,
		target: `thing:${thingID}`,
		mqttEndpoint,
	};
}

const flat = [{ turnPower: { power: true } }, { setColor: { color: 3 } }];
const trait = [{ lamp: [{ turnPower: true }, { setColor: 3 }] }, { fan: [{ turnPower: false }] }];
const ok = { succeeded: true };

test("a command without traits is pushed in form C1", async () => {
	const { core, owner, issuer, target, mqttEndpoint } = await withThing();
	const request = { schema: "lamp", schemaVersion: 1, actions: flat, issuer, title: "on", metadata: { a: 1 } };
	const { commandID } = await createCommand(core, owner, target, request);
	assert.deepEqual(core.pushed, [
		{
			mqttTopic: mqttEndpoint.mqttTopic,
			payload: { schema: "lamp", schemaVersion: 1, commandID, actions: flat, issuer },
		},
	]);
	const now = core.clock.now();
	assert.deepEqual(await getCommand(core, owner, target, commandID), {
		...request,
		commandID,
		target,
		commandState: "INCOMPLETE",
		createdAt: now,
		modifiedAt: now,
	});
});

test("a trait command is pushed in form C2", async () => {
	const { core, owner, issuer, target } = await withThing();
	const { commandID } = await createCommand(core, owner, target, {
		actions: trait,
		issuer: issuer.replace("user", "USER"),
	});
	assert.deepEqual(core.pushed[0]?.payload, { commandID, actions: trait, issuer });
});

test("a thing that is not listening leaves the command SENDING, and nothing is kept for it", async () => {
	const { core, owner, issuer, target, mqttEndpoint } = await withThing();
	core.listening.clear();
	const { commandID } = await createCommand(core, owner, target, { actions: trait, issuer });
	core.listening.add(mqttEndpoint.mqttTopic);
	assert.equal((await getCommand(core, owner, target, commandID)).commandState, "SENDING");
	assert.deepEqual(core.pushed, []);
});

test("results come in three shapes and are read nested by alias", async () => {
	const { core, owner, issuer, thing, target } = await withThing();
	const nested = [{ lamp: [{ turnPower: ok }, { setColor: ok }] }, { fan: [{ turnPower: ok }] }];
	const positional = [{ turnPower: ok }, { setColor: ok }, { turnPower: ok }];
	for (const results of [nested, positional]) {
		const { commandID } = await createCommand(core, owner, target, { actions: trait, issuer });
		await putActionResults(core, thing, target, commandID, results);
		const command = await getCommand(core, owner, target, commandID);
		assert.deepEqual(command.actionResults, nested);
		assert.equal(command.commandState, "DONE");
	}
	const { commandID } = await createCommand(core, owner, target, {
		schema: "s",
		schemaVersion: 1,
		actions: flat,
		issuer,
	});
	await putActionResults(core, thing, target, commandID, [{ turnPower: ok }, { setColor: ok }]);
	const command = await getCommand(core, owner, target, commandID);
	assert.deepEqual(command.actionResults, [{ turnPower: ok }, { setColor: ok }]);
	assert.equal(command.commandState, "DONE");
});

test("partial and failed results leave it INCOMPLETE; later ones complete it", async () => {
	const { core, owner, issuer, thing, target } = await withThing();
	const { commandID } = await createCommand(core, owner, target, { actions: trait, issuer });
	const state = async () => (await getCommand(core, owner, target, commandID)).commandState;
	await putActionResults(core, thing, target, commandID, [{ fan: [{ turnPower: ok }] }]);
	assert.equal(await state(), "INCOMPLETE");
	const failed = { succeeded: false, errorMessage: "no power", data: { volts: 0 } };
	await putActionResults(core, thing, target, commandID, [{ lamp: [{ setColor: ok }, { turnPower: failed }] }]);
	assert.equal(await state(), "INCOMPLETE");
	assert.deepEqual((await getCommand(core, owner, target, commandID)).actionResults, [
		{ lamp: [{ turnPower: failed }, { setColor: ok }] },
		{ fan: [{ turnPower: ok }] },
	]);
	await putActionResults(core, thing, target, commandID, [{ lamp: [{ turnPower: ok }] }]);
	assert.equal(await state(), "DONE");
});

test("results that do not fit the command are refused", async () => {
	const { core, owner, issuer, thing, target } = await withThing();
	const { commandID } = await createCommand(core, owner, target, { actions: trait, issuer });
	const wrong = [
		[{ heater: [{ turnPower: ok }] }],
		[{ lamp: [{ unknown: ok }] }],
		[{ lamp: [{ turnPower: true }] }],
		[{ lamp: [{ turnPower: { done: true } }] }],
		[{ lamp: [{ turnPower: ok }, { turnPower: ok }] }],
		[{}],
	];
	for (const results of wrong) {
		await assert.rejects(putActionResults(core, thing, target, commandID, results), {
			errorCode: "INVALID_INPUT_DATA",
		});
	}
	await assert.rejects(putActionResults(core, thing, target, "none", []), {
		errorCode: "COMMAND_NOT_FOUND",
		message: "Command none not found",
	});
});

test("the issuer's MQTT installation is told of results (C3)", async () => {
	const { core, owner, userID, issuer, thing, thingID, target } = await withThing();
	const { installationID } = await install(
		core,
		appID,
		{ type: "user", id: userID },
		{
			deviceType: "MQTT",
			development: false,
		},
	);
	const { mqttTopic } = await mqttEndpointOf(core, appID, installationID);
	core.listening.add(mqttTopic);
	const { commandID } = await createCommand(core, owner, target, { actions: trait, issuer });
	await putActionResults(core, thing, target, commandID, [{ turnPower: ok }]);
	assert.deepEqual(core.pushed.at(-1), {
		mqttTopic,
		payload: { sourceURI: `kiicloud://users/${userID}`, senderURI: `kiicloud://things/${thingID}`, commandID },
	});
});

test("what is no command is refused", async () => {
	const { core, owner, issuer, target } = await withThing();
	const create = (change: object) => createCommand(core, owner, target, { actions: trait, issuer, ...change });
	await assert.rejects(create({ actions: [] }), {
		errorCode: "WRONG_COMMAND",
		message: "At least one action is required",
	});
	await assert.rejects(create({ actions: [{ lamp: [] }] }), { errorCode: "WRONG_COMMAND" });
	await assert.rejects(create({ actions: [{ lamp: [{}] }] }), { errorCode: "WRONG_COMMAND" });
	await assert.rejects(create({ actions: [{ a: 1, b: 2 }] }), { errorCode: "WRONG_COMMAND" });
	await assert.rejects(create({ issuer: "ann" }), { errorCode: "INVALID_INPUT_DATA" });
	await assert.rejects(create({ issuer: "user:other" }), { errorCode: "WRONG_TOKEN" });
	await assert.rejects(create({ issuer: "group:g" }), { errorCode: "WRONG_COMMAND" });
	await assert.rejects(create({ actions: [{ say: "x".repeat(4096) }] }), { errorCode: "INVALID_INPUT_DATA" });
	assert.deepEqual((await listCommands(core, owner, target, {})).commands, []);
});

test("commands are listed in the order of their creation, page by page", async () => {
	const { core, owner, issuer, target } = await withThing();
	const created: string[] = [];
	for (let count = 0; count < 5; count++) {
		created.push((await createCommand(core, owner, target, { actions: trait, issuer })).commandID);
	}
	const listed: string[] = [];
	let paginationKey: string | undefined;
	do {
		const page = await listCommands(core, owner, target, { bestEffortLimit: "2", paginationKey });
		assert.ok(page.commands.length <= 2);
		listed.push(...page.commands.map(({ commandID }) => commandID));
		paginationKey = page.nextPaginationKey;
	} while (paginationKey !== undefined);
	assert.deepEqual(listed, created);
	for (const request of [
		{ bestEffortLimit: "-1" },
		{ bestEffortLimit: "x" },
		{ paginationKey: "ÿ" },
		{ paginationKey: "YQ" },
	]) {
		await assert.rejects(listCommands(core, owner, target, request), { errorCode: "INVALID_INPUT_DATA" });
	}
});
