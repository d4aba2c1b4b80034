import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { modify } from "../../../src/core/records.ts";
import type { Thing } from "../../../src/core/thing.ts";
import { thingKey } from "../../../src/core/thing.ts";
import { getCommand, listCommands } from "../../../src/core/thing-if/command.ts";
import { getState, putState } from "../../../src/core/thing-if/state.ts";
import { createTrigger, deleteTrigger, enableTrigger, getTrigger } from "../../../src/core/thing-if/trigger.ts";
import { appID } from "../../helpers/core.ts";
import { anotherThing, type ThingWorld, withThing } from "./with-thing.ts";

type State = Readonly<Record<string, unknown>>;

function trigger({ core, owner, target, issuer }: ThingWorld, predicate: object, command: object = {}) {
	return createTrigger(core, owner, target, {
		predicate: { eventSource: "STATES", ...predicate },
		triggersWhat: "COMMAND",
		command: { schema: "lamp", schemaVersion: 1, actions: [{ turnPower: { power: true } }], issuer, ...command },
	});
}

const eq = (field: string, value: unknown, alias?: string) => ({ type: "eq", field, value, ...(alias && { alias }) });
const range = { type: "range", field: "n", lowerLimit: 10, upperLimit: 20, upperIncluded: false };

// A state for which the clause is true, and one for which it is not.
const clauses: readonly (readonly [object, State, State])[] = [
	[eq("power", true), { power: true }, { power: false }],
	[eq("color", "red"), { color: "red" }, {}],
	[{ type: "not", clause: eq("power", true) }, { power: false }, { power: true }],
	[range, { n: 10 }, { n: 20 }],
	[
		{ type: "and", clauses: [eq("power", true), range] },
		{ power: true, n: 11 },
		{ power: true, n: 9 },
	],
	[
		{ type: "or", clauses: [eq("power", true), range] },
		{ power: false, n: 11 },
		{ power: false, n: 9 },
	],
	[eq("power", true, "lamp"), { lamp: { power: true } }, { lamp: { power: false } }],
	[{ ...range, alias: "ac" }, { ac: { n: 15 }, lamp: {} }, { lamp: { n: 15 } }],
	[{ type: "not", clause: eq("power", true, "lamp") }, { lamp: {} }, { lamp: { power: true } }],
];

// What is registered, and how often the trigger has fired after each.
const sequences = {
	CONDITION_TRUE: { first: [1, 2, 2, 2, 3], last: [0, 1, 2, 2, 3] },
	CONDITION_FALSE_TO_TRUE: { first: [1, 1, 1, 1, 2], last: [0, 1, 1, 1, 2] },
	CONDITION_CHANGED: { first: [1, 1, 2, 2, 3], last: [0, 1, 1, 2, 3] },
} as const;

for (const [triggersWhen, expected] of Object.entries(sequences)) {
	describe(triggersWhen, () => {
		for (const [condition, yes, no] of clauses) {
			test(JSON.stringify(condition), async () => {
				for (const [states, counts] of [
					[[yes, yes, no, no, yes], expected.first],
					[[no, yes, yes, no, yes], expected.last],
				] as const) {
					const world = await withThing();
					await trigger(world, { condition, triggersWhen });
					const fired: number[] = [];
					for (const state of states) {
						await world.put(state);
						fired.push(world.core.pushed.length);
					}
					assert.deepEqual(fired, counts);
				}
			});
		}
	});
}

const whenOn = { condition: eq("power", true), triggersWhen: "CONDITION_TRUE" };

test("the command is pushed before the state is answered, and says which trigger it is of", async () => {
	const world = await withThing();
	const { core, owner, target, issuer, mqttTopic } = world;
	const { triggerID } = await trigger(world, whenOn, { title: "on", metadata: { a: 1 } });
	await world.put({ power: true });
	const [push] = core.pushed;
	const { commands } = await listCommands(core, owner, target, {});
	const commandID = commands[0]?.commandID ?? "";
	const content = { schema: "lamp", schemaVersion: 1, actions: [{ turnPower: { power: true } }], issuer };
	assert.deepEqual(push, { mqttTopic, payload: { ...content, commandID } });
	const now = core.clock.now();
	assert.deepEqual(await getCommand(core, owner, target, commandID), {
		...content,
		commandID,
		target,
		title: "on",
		metadata: { a: 1 },
		firedByTriggerID: triggerID,
		commandState: "INCOMPLETE",
		createdAt: now,
		modifiedAt: now,
	});
});

test("a command for another thing goes there", async () => {
	const world = await withThing();
	const { core, owner, issuer } = world;
	const other = await anotherThing(core, owner, issuer, "v2");
	await trigger(world, whenOn, { target: other.target });
	await world.put({ power: true });
	assert.deepEqual(
		core.pushed.map(({ mqttTopic }) => mqttTopic),
		[other.mqttTopic],
	);
});

test("the triggers of a thing fire in the order of their creation, those of others do not", async () => {
	const world = await withThing();
	const { core, owner, issuer } = world;
	const other = await anotherThing(core, owner, issuer, "v2");
	await trigger({ ...world, target: other.target }, whenOn);
	for (let count = 0; count < 20; count++) await trigger(world, whenOn, { actions: [{ count: { count } }] });
	await world.put({ power: true });
	const counts = core.pushed.map(({ payload }) => (payload as { actions: { count: { count: number } }[] }).actions[0]);
	assert.deepEqual(
		counts,
		Array.from({ length: 20 }, (_, count) => ({ count: { count } })),
	);
});

test("a trigger that is disabled or deleted does not fire", async () => {
	const world = await withThing();
	const { core, owner, target } = world;
	const { triggerID } = await trigger(world, whenOn);
	await enableTrigger(core, owner, target, triggerID, false);
	await world.put({ power: true });
	assert.equal(core.pushed.length, 0);
	await enableTrigger(core, owner, target, triggerID, true);
	await world.put({ power: true });
	assert.equal(core.pushed.length, 1);
	await deleteTrigger(core, owner, target, triggerID);
	await world.put({ power: true });
	assert.equal(core.pushed.length, 1);
});

test("a command that is refused disables the trigger with the reason, and the state is registered", async () => {
	const world = await withThing();
	const { core, owner, target, thingID } = world;
	const { triggerID } = await trigger(world, whenOn);
	const { triggerID: second } = await trigger(world, whenOn);
	const other = await anotherThing(core, owner, world.issuer, "v2");
	await trigger(world, whenOn, { target: other.target });
	await modify<Thing>(core, thingKey(appID, thingID), (thing) => ({ ...thing, owners: [] }));
	await world.put({ power: true });
	await modify<Thing>(core, thingKey(appID, thingID), (thing) => ({ ...thing, owners: [world.issuer] }));
	assert.deepEqual(await getState(core, owner, target), { power: true });
	assert.deepEqual(
		core.pushed.map(({ mqttTopic }) => mqttTopic),
		[other.mqttTopic],
	);
	for (const id of [triggerID, second]) {
		const { disabled, disabledReason } = await getTrigger(core, owner, target, id);
		assert.deepEqual({ disabled, disabledReason }, { disabled: true, disabledReason: "WRONG_COMMAND" });
	}
	await enableTrigger(core, owner, target, triggerID, true);
	const enabled = await getTrigger(core, owner, target, triggerID);
	assert.deepEqual([enabled.disabled, enabled.disabledReason], [false, undefined]);
	await world.put({ power: true });
	assert.equal(core.pushed.length, 3);
});

test("a fault while firing fails neither the state nor the other triggers", async () => {
	const world = await withThing();
	const errors: string[] = [];
	let first = true;
	const core = {
		...world.core,
		log: { ...world.core.log, error: (_: object, message: string) => void errors.push(message) },
		push: {
			...world.core.push,
			push(mqttTopic: string, payload: string) {
				if (!first) return world.core.push.push(mqttTopic, payload);
				first = false;
				throw new Error("the broker is broken");
			},
		},
	};
	await trigger(world, whenOn);
	await trigger(world, whenOn);
	assert.deepEqual(await putState(core, world.thing, world.target, { power: true }, "flat"), { created: true });
	assert.equal(world.core.pushed.length, 1);
	assert.equal(errors.length, 1);
});

test("a command leaves when those of the triggers before it have left", async () => {
	const world = await withThing();
	const other = await anotherThing(world.core, world.owner, world.issuer, "v2");
	await trigger(world, whenOn, { target: other.target });
	await trigger(world, whenOn);
	const { store } = world.core;
	const slow = thingKey(appID, other.thingID);
	const core = {
		...world.core,
		store: {
			...store,
			get: async <T>(key: string) => {
				if (key === slow) await nextTurn();
				return store.get<T>(key);
			},
		},
	};
	await putState(core, world.thing, world.target, { power: true }, "flat");
	assert.deepEqual(
		core.pushed.map(({ mqttTopic }) => mqttTopic),
		[other.mqttTopic, world.mqttTopic],
	);
});

test("many triggers at once let other requests have their turn", async () => {
	const world = await withThing();
	for (let count = 0; count < 110; count++) {
		await trigger(world, { condition: eq("power", true), triggersWhen: "CONDITION_TRUE" });
	}
	let others = 0;
	setImmediate(() => others++);
	await world.put({ power: true });
	assert.equal(others, 1);
});
