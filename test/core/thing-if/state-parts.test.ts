import assert from "node:assert/strict";
import { test } from "node:test";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { getAliasState, getState, patchState, putState, writeAliasState } from "../../../src/core/thing-if/state.ts";
import { anonymous, callerOf, createTestCore } from "../../helpers/core.ts";

async function withThing() {
	const core = await createTestCore();
	const { thingID } = await onboard(core, anonymous, { vendorThingID: "v1", thingPassword: "pw" });
	return { core, thing: await callerOf(core, { kind: "thing", thingID }), target: `thing:${thingID}` };
}

test("a patch by alias changes single fields, one without traits whole keys", async () => {
	const { core, thing, target } = await withThing();
	await patchState(core, thing, target, { lamp: { power: true, color: 1 }, fan: { speed: 3 } }, "trait");
	await patchState(core, thing, target, { lamp: { color: 2 } }, "trait");
	assert.deepEqual(await getState(core, thing, target), { lamp: { power: true, color: 2 }, fan: { speed: 3 } });
	await patchState(core, thing, target, { lamp: { color: 3 } }, "flat");
	assert.deepEqual(await getState(core, thing, target), { lamp: { color: 3 }, fan: { speed: 3 } });
});

test("the state of an alias is put and patched on its own", async () => {
	const { core, thing, target } = await withThing();
	const write = (alias: string, fields: object, how: "put" | "patch") =>
		writeAliasState(core, thing, target, alias, fields, how);
	assert.deepEqual(await write("lamp", { power: true, color: 1 }, "put"), { created: true });
	assert.deepEqual(await write("fan", { speed: 3 }, "patch"), { created: true });
	assert.deepEqual(await write("lamp", { power: false }, "put"), { created: false });
	assert.deepEqual(await write("fan", { swing: true }, "patch"), { created: false });
	assert.deepEqual(await getAliasState(core, thing, target, "lamp"), { power: false });
	assert.deepEqual(await getAliasState(core, thing, target, "fan"), { speed: 3, swing: true });
	await assert.rejects(getAliasState(core, thing, target, "toString"), { errorCode: "STATE_NOT_FOUND" });
});

test("patches at the same time are all kept", async () => {
	const { core, thing, target } = await withThing();
	const names = ["a", "b", "c", "d"];
	await Promise.all(names.map((name) => patchState(core, thing, target, { [name]: 1 }, "flat")));
	assert.deepEqual(Object.keys(await getState(core, thing, target)).toSorted(), names);
});

test("no change and no object are refused, and a state that grows beyond 10 KB", async () => {
	const { core, thing, target } = await withThing();
	await assert.rejects(patchState(core, thing, target, undefined, "trait"), { errorCode: "EMPTY_BODY", status: 400 });
	await assert.rejects(writeAliasState(core, thing, target, "a", undefined, "put"), { errorCode: "EMPTY_BODY" });
	for (const change of [[1], 1, "x"]) {
		await assert.rejects(patchState(core, thing, target, change, "flat"), { errorCode: "INVALID_INPUT_DATA" });
		await assert.rejects(writeAliasState(core, thing, target, "a", change, "put"), {
			errorCode: "INVALID_INPUT_DATA",
		});
	}
	await assert.rejects(patchState(core, thing, target, { lamp: 1 }, "trait"), { errorCode: "INVALID_INPUT_DATA" });
	await putState(core, thing, target, { a: "x".repeat(6000) }, "flat");
	await assert.rejects(patchState(core, thing, target, { b: "x".repeat(6000) }, "flat"), {
		errorCode: "INVALID_INPUT_DATA",
	});
	assert.deepEqual(Object.keys(await getState(core, thing, target)), ["a"]);
});
