import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	deleteTrigger,
	enableTrigger,
	getTrigger,
	listServerCodeResults,
	listTriggers,
	patchTrigger,
} from "../../../src/core/thing-if/trigger.ts";
import { actions, predicate, serverCode, withRequest } from "./with-request.ts";
import { anotherThing } from "./with-thing.ts";

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
