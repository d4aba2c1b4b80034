import assert from "node:assert/strict";
import { test } from "node:test";
import {
	getFirmwareVersion,
	listFirmwareVersions,
	listThingTypes,
	putFirmwareVersion,
	putThingType,
} from "../../../src/core/thing-if/thing-type.ts";
import { createTraitVersion, finalizeTrait, getTrait, listTraits } from "../../../src/core/thing-if/trait.ts";
import { getTraitAlias, listTraitAliases, putTraitAlias } from "../../../src/core/thing-if/trait-alias.ts";
import { anonymous, callerOf, createTestCore } from "../../helpers/core.ts";
import { firmware, lampTrait, withLamp } from "./lamp.ts";

test("versions of a trait count from 1, each trait for itself, also when made at once", async () => {
	const core = await createTestCore();
	const admin = await callerOf(core, { kind: "admin" });
	const create = (name: string) => createTraitVersion(core, admin, name, lampTrait);
	const made = await Promise.all([create("a"), create("a"), create("a"), create("b")]);
	assert.deepEqual(made.map(({ traitVersion }) => traitVersion).toSorted(), [1, 1, 2, 3]);
	assert.deepEqual(await listTraits(core, admin), [
		{ trait: "a", traitVersion: 1 },
		{ trait: "a", traitVersion: 2 },
		{ trait: "a", traitVersion: 3 },
		{ trait: "b", traitVersion: 1 },
	]);
	assert.deepEqual(await getTrait(core, admin, "a", "3"), lampTrait);
});

test("finalizing twice is fine; an unknown version is not found", async () => {
	const { core, admin } = await withLamp();
	await finalizeTrait(core, admin, "LampTrait", "1");
	await finalizeTrait(core, admin, "LampTrait", "1");
	for (const version of ["2", "0", "x", "-1"]) {
		await assert.rejects(finalizeTrait(core, admin, "LampTrait", version), { errorCode: "TRAIT_NOT_FOUND" });
		await assert.rejects(getTrait(core, admin, "LampTrait", version), { errorCode: "TRAIT_NOT_FOUND", status: 404 });
	}
});

test("a trait with a schema that is none is not made", async () => {
	const core = await createTestCore();
	const admin = await callerOf(core, { kind: "admin" });
	const states = [{ power: { payloadSchema: { type: "lamp" } } }];
	await assert.rejects(createTraitVersion(core, admin, "a", { ...lampTrait, states }), {
		errorCode: "INVALID_JSON_SCHEMA",
		message: /^states\.power\.payloadSchema - /,
	});
	assert.deepEqual(await listTraits(core, admin), []);
});

test("the regular expressions of all schemas of a trait have one budget, and the one that is too much is named", async () => {
	const core = await createTestCore();
	const admin = await callerOf(core, { kind: "admin" });
	const states = (pattern: string, count: number) =>
		Array.from({ length: count }, (_, n) => ({ [`s${n}`]: { payloadSchema: { type: "string", pattern } } }));
	const refused = async (members: ReturnType<typeof states>, message: RegExp) =>
		assert.rejects(createTraitVersion(core, admin, "a", { ...lampTrait, states: members }), {
			errorCode: "INVALID_JSON_SCHEMA",
			status: 400,
			message,
		});
	await refused(
		states("(?:a?){400}", 40),
		/^states\.s\d+\.payloadSchema - the regular expression "\(\?:a\?\)\{400\}" is too long/,
	);
	await refused(
		states("a", 201),
		/^states\.s\d+\.payloadSchema - the regular expression "a" is one too many: a trait has at most 200/,
	);
	// Before any of them is made.
	const costly = { anyOf: Array.from({ length: 300 }, () => ({ pattern: "(?:a?){1000}" })) };
	await refused(
		[{ s: { payloadSchema: { type: "string", ...costly } } }] as never,
		/^states\.s\.payloadSchema - .* is too long/,
	);
	assert.deepEqual(await listTraits(core, admin), []);
	assert.deepEqual(await createTraitVersion(core, admin, "a", { ...lampTrait, states: states("^[a-z]+$", 150) }), {
		traitVersion: 1,
	});
});

test("thing types and firmware versions; again changes neither list nor time", async () => {
	const { core, admin } = await withLamp();
	const createdAt = core.clock.now();
	await core.clock.advance(1000);
	assert.deepEqual(await putThingType(core, admin, "Lamp", { simpleFlow: true }), { createdAt });
	await putFirmwareVersion(core, admin, "Lamp", "V1");
	await putFirmwareVersion(core, admin, "Lamp", "V2");
	assert.deepEqual(await listThingTypes(core, admin), [{ thingType: "Lamp" }]);
	assert.deepEqual(await listFirmwareVersions(core, admin, "Lamp"), [
		{ firmwareVersion: "V1" },
		{ firmwareVersion: "V2" },
	]);
	assert.deepEqual(await getFirmwareVersion(core, admin, "Lamp", "V1"), { firmwareVersion: "V1", createdAt });
	await assert.rejects(putFirmwareVersion(core, admin, "Fan", "V1"), { errorCode: "THING_TYPE_NOT_FOUND" });
	await assert.rejects(getFirmwareVersion(core, admin, "Lamp", "V3"), { errorCode: "FIRMWARE_VERSION_NOT_FOUND" });
});

test("an alias names a version of a trait, which a number or a text gives, and can be given anew", async () => {
	const { core, admin } = await withLamp();
	await createTraitVersion(core, admin, "LampTrait", lampTrait);
	await putTraitAlias(core, admin, firmware, "lamp", { trait: "LampTrait", traitVersion: "2" });
	const alias = { alias: "lamp", trait: "LampTrait", traitVersion: 2 };
	assert.deepEqual(await getTraitAlias(core, admin, firmware, "lamp"), alias);
	assert.deepEqual(await listTraitAliases(core, admin, firmware), [alias]);
	const unknown = { trait: "LampTrait", traitVersion: 3 };
	await assert.rejects(putTraitAlias(core, admin, firmware, "lamp", unknown), { errorCode: "TRAIT_NOT_FOUND" });
	await assert.rejects(getTraitAlias(core, admin, firmware, "fan"), { errorCode: "TRAIT_ALIAS_NOT_FOUND" });
	await assert.rejects(listTraitAliases(core, admin, { ...firmware, firmwareVersion: "V9" }), {
		errorCode: "FIRMWARE_VERSION_NOT_FOUND",
	});
});

test("all but reading traits is the administrator's", async () => {
	const { core, owner, thing } = await withLamp();
	for (const caller of [owner, thing, anonymous]) {
		for (const attempt of [
			() => createTraitVersion(core, caller, "a", lampTrait),
			() => finalizeTrait(core, caller, "LampTrait", "1"),
			() => putThingType(core, caller, "Fan", {}),
			() => listThingTypes(core, caller),
			() => putFirmwareVersion(core, caller, "Lamp", "V2"),
			() => listFirmwareVersions(core, caller, "Lamp"),
			() => putTraitAlias(core, caller, firmware, "fan", { trait: "LampTrait", traitVersion: 1 }),
			() => listTraitAliases(core, caller, firmware),
			() => getTraitAlias(core, caller, firmware, "lamp"),
		]) {
			await assert.rejects(attempt(), { errorCode: "UNAUTHORIZED", status: 401 }, String(attempt));
		}
	}
});

test("traits are read by anybody with a token", async () => {
	const { core, owner, thing } = await withLamp();
	for (const caller of [owner, thing]) {
		assert.deepEqual(await listTraits(core, caller), [{ trait: "LampTrait", traitVersion: 1 }]);
		assert.ok(await getTrait(core, caller, "LampTrait", "1"));
	}
	await assert.rejects(listTraits(core, anonymous), { errorCode: "UNAUTHORIZED" });
	await assert.rejects(getTrait(core, anonymous, "LampTrait", "1"), { errorCode: "UNAUTHORIZED" });
});
