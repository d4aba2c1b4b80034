import assert from "node:assert/strict";
import { test } from "node:test";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { getState, putState } from "../../../src/core/thing-if/state.ts";
import { anonymous, callerOf, createTestCore, newOwner } from "../../helpers/core.ts";

async function withThing() {
	const core = await createTestCore();
	const owner = await newOwner(core);
	const request = { vendorThingID: "v1", thingPassword: "pw", owner: `user:${owner.userID}` };
	const { thingID } = await onboard(core, owner.caller, request);
	const thing = await callerOf(core, { kind: "thing", thingID });
	return { core, owner: owner.caller, thing, target: `thing:${thingID}` };
}

test("the state is {} before the first, which is created; later ones replace it", async () => {
	const { core, owner, thing, target } = await withThing();
	assert.deepEqual(await getState(core, owner, target), {});
	assert.deepEqual(await putState(core, thing, target, { power: true, color: 1 }, "flat"), { created: true });
	assert.deepEqual(await putState(core, thing, target, { lamp: { power: false } }, "trait"), { created: false });
	assert.deepEqual(await getState(core, owner, target.toUpperCase().replace(/TH\..*/, target.slice(6))), {
		lamp: { power: false },
	});
	assert.deepEqual(await getState(core, owner, "thing:VENDOR_THING_ID:v1"), { lamp: { power: false } });
});

test("what is no state is refused", async () => {
	const { core, thing, target } = await withThing();
	const put = (state: unknown, form: "flat" | "trait" = "flat") => putState(core, thing, target, state, form);
	await assert.rejects(put(undefined), { errorCode: "EMPTY_BODY", status: 400 });
	await assert.rejects(put([1]), { errorCode: "INVALID_INPUT_DATA" });
	await assert.rejects(put({ lamp: true }, "trait"), { errorCode: "INVALID_INPUT_DATA" });
	await put({ text: "x".repeat(10 * 1024 - 11) });
	await assert.rejects(put({ text: "x".repeat(10 * 1024 - 10) }), { errorCode: "INVALID_INPUT_DATA" });
});

test("only the thing, its owner and the administrator have access", async () => {
	const { core, target } = await withThing();
	await getState(core, await callerOf(core, { kind: "admin" }), target);
	const stranger = await newOwner(core, "stranger");
	await assert.rejects(getState(core, stranger.caller, target), { errorCode: "WRONG_TOKEN", status: 403 });
	await assert.rejects(getState(core, anonymous, target), { errorCode: "UNAUTHORIZED", status: 401 });
	await assert.rejects(getState(core, await callerOf(core, { kind: "admin" }), "thing:none"), {
		errorCode: "TARGET_NOT_FOUND",
		message: "Target thing:none not found",
	});
});
