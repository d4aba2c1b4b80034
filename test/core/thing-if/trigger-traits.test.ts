import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { queryHistory } from "../../../src/core/thing-if/query-history.ts";
import { putState } from "../../../src/core/thing-if/state.ts";
import { putFirmwareVersionOf, putThingTypeOf } from "../../../src/core/thing-if/thing-settings.ts";
import { putFirmwareVersion, putThingType } from "../../../src/core/thing-if/thing-type.ts";
import { createTraitVersion } from "../../../src/core/thing-if/trait.ts";
import { putTraitAlias } from "../../../src/core/thing-if/trait-alias.ts";
import { createTrigger, getTrigger, patchTrigger } from "../../../src/core/thing-if/trigger.ts";
import { callerOf } from "../../helpers/core.ts";
import { withThing } from "./with-thing.ts";

const definition = {
	actions: [{ turnPower: { payloadSchema: { type: "boolean" } } }],
	states: [{ power: { payloadSchema: { type: "boolean" } } }],
	dataGroupingInterval: "1_MINUTE",
};

/** A thing whose firmware `1` has the trait alias `lamp`; firmware `2` has none of that name. */
async function withTrait(settings = {}) {
	const world = await withThing(settings);
	const { core, owner, thing, target, thingID, issuer } = world;
	const admin = await callerOf(core, { kind: "admin" });
	await putThingType(core, admin, "Lamp", {});
	await createTraitVersion(core, admin, "LampTrait", definition);
	for (const [firmwareVersion, alias] of [
		["1", "lamp"],
		["2", "light"],
	] as const) {
		await putFirmwareVersion(core, admin, "Lamp", firmwareVersion);
		const request = { trait: "LampTrait", traitVersion: 1 };
		await putTraitAlias(core, admin, { thingType: "Lamp", firmwareVersion }, alias, request);
	}
	const setFirmware = async (firmwareVersion: string) => {
		await putThingTypeOf(core, owner, thingID, "Lamp");
		await putFirmwareVersionOf(core, owner, thingID, firmwareVersion);
	};
	return {
		...world,
		setFirmware,
		condition: (given: object) => ({
			eventSource: "STATES",
			condition: { type: "eq", alias: "lamp", field: "power", value: true, ...given },
			triggersWhen: "CONDITION_TRUE",
		}),
		create: (predicate: object, actions: readonly object[] = [{ lamp: [{ turnPower: false }] }], command = {}) =>
			createTrigger(core, owner, target, {
				predicate,
				triggersWhat: "COMMAND",
				command: { actions, issuer, ...command },
			}),
		put: (state: object) => putState(core, thing, target, state, "trait"),
	};
}

describe("a trigger on a thing with traits", () => {
	test("fires on a state of an alias", async () => {
		const { core, setFirmware, condition, create, put } = await withTrait();
		await setFirmware("1");
		await create(condition({}));
		await put({ lamp: { power: true } });
		const actions = core.pushed.map(({ payload }) => (payload as { actions: unknown }).actions);
		assert.deepEqual(actions, [[{ lamp: [{ turnPower: false }] }]]);
	});

	for (const [name, clause, fault] of [
		["without alias", { alias: undefined }, "power - Trait alias is required."],
		["of an unknown alias", { alias: "fan" }, "fan - Unknown trait alias."],
		["of an unknown state", { field: "color" }, "lamp.color - Unknown state."],
	] as const) {
		test(`takes no condition ${name}`, async () => {
			const { setFirmware, condition, create } = await withTrait();
			await setFirmware("1");
			const { condition: wrong, ...rest } = condition(clause);
			const negated = { ...rest, condition: { type: "and", clauses: [{ type: "not", clause: wrong }] } };
			for (const predicate of [condition(clause), negated]) {
				await assert.rejects(create(predicate), {
					errorCode: "STATE_PREDICATE_TRAIT_VALIDATION",
					status: 400,
					message: `There are validation errors: ${fault}`,
					context: { targetFirmwareVersion: "1" },
				});
			}
		});
	}

	test("takes no command that the trait does not know, on POST and PATCH", async () => {
		const { core, owner, target, setFirmware, condition, create } = await withTrait();
		await setFirmware("1");
		const refused = { errorCode: "COMMAND_TRAIT_VALIDATION", context: { targetFirmwareVersion: "1" } };
		const wrong = [{ lamp: [{ turnPower: 1 }] }];
		await assert.rejects(create(condition({}), wrong), refused);
		await assert.rejects(create(condition({}), [{ turnPower: {} }], { schema: "lamp", schemaVersion: 1 }), refused);
		const { triggerID } = await create(condition({}));
		await assert.rejects(patchTrigger(core, owner, target, triggerID, { command: { actions: wrong } }), refused);
	});

	test("is disabled on firing when the firmware has changed", async () => {
		const { core, owner, target, setFirmware, create, put } = await withTrait();
		await setFirmware("1");
		const predicate = { eventSource: "SCHEDULE", schedule: "* * * * *" };
		const { triggerID } = await create(predicate);
		await setFirmware("2");
		await put({ light: { power: true } });
		await core.clock.advance(60_000);
		const trigger = await getTrigger(core, owner, target, triggerID);
		assert.deepEqual([trigger.disabled, trigger.disabledReason], [true, "COMMAND_TRAIT_VALIDATION"]);
		await setFirmware("1");
		await core.clock.advance(60_000);
		assert.equal(core.pushed.length, 0);
	});
});

test("a trait trigger on a thing without thing type is refused where the setting says so", async () => {
	const { condition, create } = await withTrait({ untypedTraitCommands: "refuse" });
	await assert.rejects(create(condition({})), {
		errorCode: "STATE_PREDICATE_TRAIT_VALIDATION",
		context: { targetFirmwareVersion: null },
	});
});

describe("the history of a thing with traits", () => {
	test("is of the aliases of its firmware", async () => {
		const { core, owner, target, setFirmware, put } = await withTrait();
		await setFirmware("1");
		await put({ lamp: { power: true } });
		const query = (alias: string) => queryHistory(core, owner, target, alias, { query: { clause: { type: "all" } } });
		assert.equal((await query("lamp")).results?.length, 1);
		await assert.rejects(query("fan"), {
			errorCode: "TRAIT_ALIAS_NOT_FOUND",
			status: 404,
			message: "The trait alias was not found",
		});
	});

	test("is of the aliases of the firmware that the query names", async () => {
		const { core, owner, target, setFirmware, put } = await withTrait();
		await setFirmware("1");
		await put({ lamp: { power: true } });
		await setFirmware("2");
		const query = (firmwareVersion?: string) =>
			queryHistory(core, owner, target, "lamp", { query: { clause: { type: "all" } }, firmwareVersion });
		await assert.rejects(query(), { errorCode: "TRAIT_ALIAS_NOT_FOUND" });
		assert.equal((await query("1")).results?.length, 1);
	});

	test("is grouped by the interval of the trait", async () => {
		const { core, owner, target, setFirmware, put } = await withTrait();
		await setFirmware("1");
		const from = core.clock.now();
		await put({ lamp: { power: true } });
		const clause = { type: "withinTimeRange", lowerLimit: from, upperLimit: from };
		const { groupedResults } = await queryHistory(core, owner, target, "lamp", { query: { clause, grouped: true } });
		assert.deepEqual(groupedResults, [
			{ range: { from, to: from + 60_000 }, objects: [{ power: true, _created: from }] },
		]);
	});
});
