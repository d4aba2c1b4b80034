import assert from "node:assert/strict";
import { test } from "node:test";
import { onboard } from "../../../src/core/thing-if/onboarding.ts";
import { queryHistory } from "../../../src/core/thing-if/query-history.ts";
import { getState, putState } from "../../../src/core/thing-if/state.ts";
import { uploadStates } from "../../../src/core/thing-if/state-upload.ts";
import { anonymous, callerOf, createTestCore } from "../../helpers/core.ts";

async function withThing() {
	const core = await createTestCore();
	const { thingID } = await onboard(core, anonymous, { vendorThingID: "v1", thingPassword: "pw" });
	const thing = await callerOf(core, { kind: "thing", thingID });
	const target = `thing:${thingID}`;
	return {
		core,
		thing,
		target,
		upload: (states: unknown, how: "put" | "patch" = "put") => uploadStates(core, thing, target, { states }, how),
	};
}

test("states come in the order of their times, and the youngest is the thing's", async () => {
	const { core, thing, target, upload } = await withThing();
	await upload([
		{ generatedAt: 3000, payload: { a: 3 } },
		{ generatedAt: 1000, payload: { a: 1 } },
		{ generatedAt: 2000, payload: { a: 2, b: 2 } },
	]);
	assert.deepEqual(await getState(core, thing, target), { a: 3 });
});

test("patches are laid one over the other", async () => {
	const { core, thing, target, upload } = await withThing();
	await upload(
		[
			{ generatedAt: 2000, payload: { lamp: { color: 2 } } },
			{ generatedAt: 1000, payload: { lamp: { power: true, color: 1 } } },
		],
		"patch",
	);
	assert.deepEqual(await getState(core, thing, target), { lamp: { power: true, color: 2 } });
});

test("a state older than the thing's goes to the history only", async () => {
	const { core, thing, target, upload } = await withThing();
	await putState(core, thing, target, { a: 1 }, "flat");
	const now = core.clock.now();
	await upload([
		{ generatedAt: now - 5000, payload: { a: -5 } },
		{ generatedAt: now + 5000, payload: { a: 5 } },
		{ generatedAt: now - 1, payload: { a: -1 } },
	]);
	await upload([{ generatedAt: now, payload: { a: 9 } }]);
	assert.deepEqual(await getState(core, thing, target), { a: 5 });
	const { results } = (await queryHistory(core, thing, target, undefined, {
		query: { clause: { type: "all" } },
	})) as { results: { a: number; _created: number }[] };
	assert.deepEqual(
		results.map(({ a, _created }) => [a, _created - now]).toSorted(([, one = 0], [, other = 0]) => one - other),
		[
			[-5, -5000],
			[-1, -1],
			[1, 0],
			[9, 0],
			[5, 5000],
		],
	);
});

test("an upload that is empty or wrong in any place stores nothing", async () => {
	const { core, thing, target, upload } = await withThing();
	await assert.rejects(uploadStates(core, thing, target, undefined, "put"), { errorCode: "EMPTY_BODY", status: 400 });
	const good = { generatedAt: 1, payload: { a: 1 } };
	for (const states of [
		undefined,
		{},
		[good, 1],
		[good, { payload: {} }],
		[good, { generatedAt: "1", payload: {} }],
		[good, { generatedAt: -1, payload: {} }],
		[good, { generatedAt: 2 }],
		[good, { generatedAt: 2, payload: [] }],
		[good, { generatedAt: 2, payload: { text: "x".repeat(10_240) } }],
	]) {
		await assert.rejects(upload(states), { errorCode: "INVALID_INPUT_DATA", status: 400 }, JSON.stringify(states));
	}
	assert.deepEqual(await getState(core, thing, target), {});
	await upload([]);
	assert.deepEqual(await getState(core, thing, target), {});
});

test("a long upload lets other requests have their turn", async () => {
	const { upload } = await withThing();
	let others = 0;
	setImmediate(() => others++);
	await upload(Array.from({ length: 60 }, (_, at) => ({ generatedAt: at, payload: { a: at } })));
	assert.equal(others, 1);
});
