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
import { anonymous, appID, callerOf, newOwner } from "../../helpers/core.ts";
import { anotherThing, withThing } from "./with-thing.ts";

const actions = [{ turnPower: { power: true } }];
const condition = { type: "eq", field: "power", value: true };
const predicate = { eventSource: "STATES", condition, triggersWhen: "CONDITION_TRUE" };
const serverCode = { endpoint: "run", executorAccessToken: "token", targetAppID: appID, parameters: { a: 1 } };

async function withRequest() {
	const world = await withThing();
	const { core, owner, target, issuer } = world;
	const command = { schema: "lamp", schemaVersion: 1, actions, issuer };
	const request = { predicate, triggersWhat: "COMMAND", command };
	const create = (given: object = request) => createTrigger(core, owner, target, given);
	const get = (triggerID: string) => getTrigger(core, owner, target, triggerID);
	return { ...world, command, request, create, get };
}

describe("a trigger", () => {
	test("is shown as it was made", async () => {
		const { create, get, request, command, target } = await withRequest();
		const texts = { title: "title", description: "description", metadata: { a: [1] } };
		const { triggerID } = await create({ ...request, ...texts, command: { ...command, ...texts } });
		assert.match(triggerID, /^[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
		assert.deepEqual(await get(triggerID), {
			triggerID,
			predicate,
			disabled: false,
			triggersWhat: "COMMAND",
			command: { ...command, ...texts, target },
			...texts,
		});
	});

	test("with server code is shown as it was made", async () => {
		const { create, get } = await withRequest();
		const { triggerID } = await create({ predicate, triggersWhat: "SERVER_CODE", serverCode, command: "ignored" });
		assert.deepEqual(await get(triggerID), {
			triggerID,
			predicate,
			disabled: false,
			triggersWhat: "SERVER_CODE",
			serverCode,
		});
	});

	test("may command another thing of its issuer", async () => {
		const { core, owner, issuer, create, get, request, command } = await withRequest();
		const other = await anotherThing(core, owner, issuer, "v2");
		const target = `THING:${other.thingID}`;
		const { triggerID } = await create({ ...request, command: { ...command, target } });
		assert.equal((await get(triggerID)).command?.target, other.target);
	});

	test("is listed with the others in the order of creation, page by page", async () => {
		const { core, owner, target, create } = await withRequest();
		const created: string[] = [];
		for (let count = 0; count < 5; count++) created.push((await create()).triggerID);
		const listed: string[] = [];
		let paginationKey: string | undefined;
		do {
			const page = await listTriggers(core, owner, target, { bestEffortLimit: "2", paginationKey });
			assert.ok(page.triggers.length <= 2);
			listed.push(...page.triggers.map(({ triggerID }) => triggerID));
			paginationKey = page.nextPaginationKey;
		} while (paginationKey !== undefined);
		assert.deepEqual(listed, created);
	});

	test("is gone when it is deleted", async () => {
		const { core, owner, target, create, get } = await withRequest();
		const { triggerID } = await create();
		await deleteTrigger(core, owner, target, triggerID);
		const notFound = { errorCode: "TRIGGER_NOT_FOUND", status: 404, message: `Trigger ${triggerID} not found` };
		await assert.rejects(get(triggerID), notFound);
		await assert.rejects(deleteTrigger(core, owner, target, triggerID), notFound);
		await assert.rejects(enableTrigger(core, owner, target, triggerID, true), notFound);
		await assert.rejects(patchTrigger(core, owner, target, triggerID, {}), notFound);
		await assert.rejects(listServerCodeResults(core, owner, target, triggerID, {}), notFound);
		assert.deepEqual((await listTriggers(core, owner, target, {})).triggers, []);
	});

	test("of another thing is not found", async () => {
		const { core, owner, issuer, create } = await withRequest();
		const { triggerID } = await create();
		const other = await anotherThing(core, owner, issuer, "v2");
		await assert.rejects(getTrigger(core, owner, other.target, triggerID), { errorCode: "TRIGGER_NOT_FOUND" });
	});

	test("is disabled and enabled", async () => {
		const { core, owner, target, create, get } = await withRequest();
		const { triggerID } = await create();
		await enableTrigger(core, owner, target, triggerID, false);
		assert.equal((await get(triggerID)).disabled, true);
		await enableTrigger(core, owner, target, triggerID, true);
		assert.equal((await get(triggerID)).disabled, false);
	});
});

describe("a patch", () => {
	test("changes what it has and leaves the rest", async () => {
		const { core, owner, target, create, get, request, command } = await withRequest();
		const { triggerID } = await create({ ...request, title: "old", description: "kept" });
		await enableTrigger(core, owner, target, triggerID, false);
		const before = await get(triggerID);
		const patch = (given: object) => patchTrigger(core, owner, target, triggerID, given);
		await patch({ title: "new", metadata: { a: 1 } });
		assert.deepEqual(await get(triggerID), { ...before, title: "new", metadata: { a: 1 } });
		await patch({ command: { actions: [{ turnPower: { power: false } }] } });
		assert.deepEqual((await get(triggerID)).command, {
			...command,
			target,
			actions: [{ turnPower: { power: false } }],
		});
		const changed = { ...predicate, triggersWhen: "CONDITION_CHANGED" };
		await patch({ predicate: changed });
		assert.deepEqual((await get(triggerID)).predicate, changed);
	});

	test("of a command without target keeps the target", async () => {
		const { core, owner, issuer, target, create, get, request, command } = await withRequest();
		const other = await anotherThing(core, owner, issuer, "v2");
		const { triggerID } = await create({ ...request, command: { ...command, target: other.target } });
		await patchTrigger(core, owner, target, triggerID, { triggersWhat: "COMMAND", command });
		assert.equal((await get(triggerID)).command?.target, other.target);
	});

	test("turns a command into server code", async () => {
		const { core, owner, target, create, get } = await withRequest();
		const { triggerID } = await create();
		await patchTrigger(core, owner, target, triggerID, { triggersWhat: "SERVER_CODE", serverCode });
		const { command, ...trigger } = await get(triggerID);
		assert.equal(command, undefined);
		assert.deepEqual(trigger.serverCode, serverCode);
	});

	test("by a command or server code alone needs no triggersWhat", async () => {
		const { core, owner, target, create, get, command } = await withRequest();
		const { triggerID } = await create();
		const patch = (given: object) => patchTrigger(core, owner, target, triggerID, given);
		await patch({ serverCode });
		assert.deepEqual((await get(triggerID)).serverCode, serverCode);
		await patch({ title: "kept" });
		assert.equal((await get(triggerID)).triggersWhat, "SERVER_CODE");
		await patch({ command });
		const trigger = await get(triggerID);
		assert.deepEqual([trigger.triggersWhat, trigger.command?.actions], ["COMMAND", actions]);
		assert.equal(trigger.serverCode, undefined);
	});

	test("that is wrong changes nothing", async () => {
		const { core, owner, target, create, get } = await withRequest();
		const { triggerID } = await create();
		const before = await get(triggerID);
		const patch = (given: object) => patchTrigger(core, owner, target, triggerID, given);
		await assert.rejects(patch({ title: "x", predicate: {} }), { errorCode: "WRONG_PREDICATE" });
		await assert.rejects(patch({ triggersWhat: "SERVER_CODE" }), { errorCode: "WRONG_TRIGGER" });
		await assert.rejects(patch({ command: { issuer: "user:nobody" } }), { errorCode: "WRONG_TOKEN" });
		assert.deepEqual(await get(triggerID), before);
	});

	test("does not judge a time that it does not change", async () => {
		const { core, owner, target, create, get, request } = await withRequest();
		const scheduleAt = core.clock.now() + 1000;
		const { triggerID } = await create({ ...request, predicate: { eventSource: "SCHEDULE_ONCE", scheduleAt } });
		await core.clock.advance(5000);
		await patchTrigger(core, owner, target, triggerID, { title: "late" });
		assert.equal((await get(triggerID)).title, "late");
	});
});

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
