import assert from "node:assert/strict";
import { test } from "node:test";
import { getAliasState, getState, patchState, putState, writeAliasState } from "../../../src/core/thing-if/state.ts";
import { uploadStates } from "../../../src/core/thing-if/state-upload.ts";
import { withLamp } from "./lamp.ts";

test("states that fit the trait are taken", async () => {
	const { core, thing, target } = await withLamp();
	await putState(core, thing, target, { lamp: { power: true, brightness: 3 } }, "trait");
	await patchState(core, thing, target, { lamp: { brightness: 4 } }, "trait");
	assert.deepEqual(await getState(core, thing, target), { lamp: { power: true, brightness: 4 } });
	assert.deepEqual(await getAliasState(core, thing, target, "lamp"), { power: true, brightness: 4 });
});

test("every wrong alias and field is named, whichever call it came by, and nothing is stored", async () => {
	const { core, thing, target } = await withLamp();
	const state = { lamp: { power: 1, brightness: 101, color: "red" }, fan: { power: true } };
	const refused = {
		errorCode: "INVALID_INPUT_DATA",
		context: {
			invalidFields: {
				"lamp.power": "Invalid value",
				"lamp.brightness": "Invalid value",
				"lamp.color": "is no state of the trait",
				fan: "is no trait alias of the thing's firmware version",
			},
		},
	};
	await assert.rejects(putState(core, thing, target, state, "trait"), refused);
	await assert.rejects(patchState(core, thing, target, state, "trait"), refused);
	const states = [
		{ generatedAt: 1, payload: { lamp: { power: true } } },
		{ generatedAt: 2, payload: state },
	];
	await assert.rejects(uploadStates(core, thing, target, { states }, "put"), refused);
	await assert.rejects(writeAliasState(core, thing, target, "lamp", state.lamp, "put"), {
		errorCode: "INVALID_INPUT_DATA",
		message: /lamp\.power - Invalid value\. lamp\.brightness - Invalid value\. lamp\.color/,
	});
	assert.deepEqual(await getState(core, thing, target), {});
});

test("an alias that the thing does not have is not found", async () => {
	const { core, thing, target } = await withLamp();
	const notFound = { errorCode: "TRAIT_ALIAS_NOT_FOUND", status: 404, message: "The trait alias was not found" };
	await assert.rejects(writeAliasState(core, thing, target, "fan", { power: true }, "put"), notFound);
	await assert.rejects(getAliasState(core, thing, target, "fan"), notFound);
	await assert.rejects(getAliasState(core, thing, target, "lamp"), {
		errorCode: "STATE_NOT_FOUND",
		status: 404,
		message: "Thing state not found",
	});
});

test("under a plain media type a state by alias is checked, any other is one without traits", async () => {
	const { core, thing, target } = await withLamp();
	await assert.rejects(putState(core, thing, target, { lamp: { power: 1 } }, "flat"), {
		errorCode: "INVALID_INPUT_DATA",
	});
	await putState(core, thing, target, { power: 1 }, "flat");
	assert.deepEqual(await getState(core, thing, target), { power: 1 });
	await writeAliasState(core, thing, target, "lamp", { power: true }, "patch");
	assert.deepEqual(await getState(core, thing, target), { lamp: { power: true } });
});
