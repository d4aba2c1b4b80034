import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	createTrigger,
	deleteTrigger,
	enableTrigger,
	getTrigger,
	listServerCodeResults,
	listTriggers,
	patchTrigger,
} from "../../../src/core/thing-if/trigger.ts";
import { anonymous, callerOf, newOwner } from "../../helpers/core.ts";
import { condition, predicate, serverCode, withRequest } from "./with-request.ts";
import { anotherThing } from "./with-thing.ts";

describe("is refused:", () => {
	const state = (given: object) => ({ ...predicate, ...given });
	for (const [name, change, errorCode] of [
		["no predicate", { predicate: undefined }, "WRONG_TRIGGER"],
		["no triggersWhat", { triggersWhat: undefined }, "WRONG_TRIGGER"],
		["an unknown triggersWhat", { triggersWhat: "PUSH" }, "WRONG_TRIGGER"],
		["no command", { command: undefined }, "WRONG_TRIGGER"],
		["a command for server code", { triggersWhat: "SERVER_CODE" }, "WRONG_TRIGGER"],
		["a predicate that is no object", { predicate: "now" }, "WRONG_PREDICATE"],
		["an unknown source of events", { predicate: { eventSource: "MOON" } }, "WRONG_PREDICATE"],
		["an unknown triggersWhen", { predicate: state({ triggersWhen: "ALWAYS" }) }, "WRONG_PREDICATE"],
		["no condition", { predicate: state({ condition: undefined }) }, "WRONG_PREDICATE"],
		["a condition of queries", { predicate: state({ condition: { type: "all" } }) }, "WRONG_PREDICATE"],
		["no schedule", { predicate: { eventSource: "SCHEDULE" } }, "WRONG_PREDICATE"],
		["a schedule that is none", { predicate: { eventSource: "SCHEDULE", schedule: "wrong" } }, "WRONG_PREDICATE"],
		["six fields", { predicate: { eventSource: "SCHEDULE", schedule: "0 0 0 * * *" } }, "WRONG_PREDICATE"],
		["a nickname", { predicate: { eventSource: "SCHEDULE", schedule: "@daily" } }, "WRONG_PREDICATE"],
		["a day that never comes", { predicate: { eventSource: "SCHEDULE", schedule: "0 0 30 2 *" } }, "WRONG_PREDICATE"],
		["a time that is none", { predicate: { eventSource: "SCHEDULE_ONCE", scheduleAt: "now" } }, "WRONG_PREDICATE"],
		["a time that has passed", { predicate: { eventSource: "SCHEDULE_ONCE", scheduleAt: 1 } }, "WRONG_PREDICATE"],
	] as const) {
		test(name, async () => {
			const { create, request } = await withRequest();
			await assert.rejects(create({ ...request, ...change }), { errorCode, status: 400 });
		});
	}

	test("a schedule, in the words of the real service", async () => {
		const { create, request } = await withRequest();
		const wrong = { eventSource: "SCHEDULE", schedule: "99 * * * *" };
		await assert.rejects(create({ ...request, predicate: wrong }), {
			message: "Value for 'schedule' field is incorrect",
		});
	});

	test("a wrong clause, by its place", async () => {
		const { create, request } = await withRequest();
		const wrong = state({ condition: { type: "and", clauses: [condition, { type: "eq", field: "x" }] } });
		await assert.rejects(create({ ...request, predicate: wrong }), {
			message:
				"Value for 'condition' field is incorrect: condition.clauses.1.value must be a string, a number or a boolean",
		});
	});

	for (const [name, change, errorCode] of [
		["no actions", { actions: undefined }, "WRONG_COMMAND"],
		["an empty list of actions", { actions: [] }, "WRONG_COMMAND"],
		["actions that are none", { actions: [1] }, "WRONG_COMMAND"],
		["no schema", { schema: undefined }, "WRONG_COMMAND"],
		["no schemaVersion", { schemaVersion: undefined }, "WRONG_COMMAND"],
		["a schemaVersion that is no number", { schemaVersion: "1" }, "WRONG_COMMAND"],
		["a title of 51 characters", { title: "x".repeat(51) }, "WRONG_COMMAND"],
		["a description of 201 characters", { description: "x".repeat(201) }, "WRONG_COMMAND"],
		["metadata that is no object", { metadata: [] }, "WRONG_COMMAND"],
		["no issuer", { issuer: undefined }, "WRONG_COMMAND"],
		["an issuer that is none", { issuer: "me" }, "INVALID_INPUT_DATA"],
		["an issuer who is not the caller", { issuer: "user:nobody" }, "WRONG_TOKEN"],
		["an unknown target", { target: "thing:none" }, "TARGET_NOT_FOUND"],
		["a target that is none", { target: 1 }, "WRONG_COMMAND"],
	] as const) {
		test(`a command with ${name}`, async () => {
			const { create, request, command } = await withRequest();
			await assert.rejects(create({ ...request, command: { ...command, ...change } }), { errorCode });
		});
	}

	for (const [name, change] of [
		["no endpoint", { endpoint: undefined }],
		["an endpoint that is no name", { endpoint: "1 + 1" }],
		["a token that is no text", { executorAccessToken: 1 }],
		["an app that is no text", { targetAppID: 1 }],
		["parameters that are no object", { parameters: [1] }],
	] as const) {
		test(`server code with ${name}`, async () => {
			const { create } = await withRequest();
			const request = { predicate, triggersWhat: "SERVER_CODE", serverCode: { ...serverCode, ...change } };
			await assert.rejects(create(request), { errorCode: "WRONG_TRIGGER" });
		});
	}

	test("a command for a thing of somebody else", async () => {
		const { core, create, request, command } = await withRequest();
		const stranger = await newOwner(core, "stranger");
		const other = await anotherThing(core, stranger.caller, `user:${stranger.userID}`, "v2");
		await assert.rejects(create({ ...request, command: { ...command, target: other.target } }), {
			errorCode: "WRONG_COMMAND",
		});
	});
});

describe("rights:", () => {
	test("a thing may get, list, enable, disable and delete its triggers, but not make or change them", async () => {
		const { core, thing, target, create, request } = await withRequest();
		const { triggerID } = await create();
		assert.equal((await getTrigger(core, thing, target, triggerID)).triggerID, triggerID);
		assert.equal((await listTriggers(core, thing, target, {})).triggers.length, 1);
		await enableTrigger(core, thing, target, triggerID, false);
		await enableTrigger(core, thing, target, triggerID, true);
		await assert.rejects(createTrigger(core, thing, target, request), { errorCode: "WRONG_TOKEN", status: 403 });
		await assert.rejects(patchTrigger(core, thing, target, triggerID, { title: "x" }), { errorCode: "WRONG_TOKEN" });
		await deleteTrigger(core, thing, target, triggerID);
	});

	test("the administrator may do everything in the name of the owner", async () => {
		const { core, target, request } = await withRequest();
		const admin = await callerOf(core, { kind: "admin" });
		const { triggerID } = await createTrigger(core, admin, target, request);
		await patchTrigger(core, admin, target, triggerID, { title: "x" });
		await deleteTrigger(core, admin, target, triggerID);
	});

	test("nobody else may do anything", async () => {
		const { core, target, request, create } = await withRequest();
		const { triggerID } = await create();
		const { caller } = await newOwner(core, "stranger");
		for (const [who, errorCode] of [
			[caller, "WRONG_TOKEN"],
			[anonymous, "UNAUTHORIZED"],
		] as const) {
			await assert.rejects(createTrigger(core, who, target, request), { errorCode });
			await assert.rejects(getTrigger(core, who, target, triggerID), { errorCode });
			await assert.rejects(listTriggers(core, who, target, {}), { errorCode });
			await assert.rejects(patchTrigger(core, who, target, triggerID, {}), { errorCode });
			await assert.rejects(enableTrigger(core, who, target, triggerID, false), { errorCode });
			await assert.rejects(deleteTrigger(core, who, target, triggerID), { errorCode });
			await assert.rejects(listServerCodeResults(core, who, target, triggerID, {}), { errorCode });
		}
	});
});
