import assert from "node:assert/strict";
import { test } from "node:test";
import { getThing, registerThing } from "../../../src/core/thing.ts";
import { changedFields } from "../../../src/core/things/thing-fields.ts";
import { changeThingPassword, updateThing } from "../../../src/core/things/thing-update.ts";
import { appID, createTestCore } from "../../helpers/core.ts";

test("fields are added and replaced; null takes one away", () => {
	const before = { _lot: "1", _stringField5: "a", colour: { red: 1 }, size: 3 };
	assert.deepEqual(
		changedFields(before, { _lot: "2", _stringField5: null, colour: { blue: 2 }, size: null, new: [] }),
		{
			_lot: "2",
			colour: { blue: 2 },
			new: [],
		},
	);
});

test("other names that begin with an underscore are ignored", () => {
	const sent = { _thingID: "x", _created: 1, _online: true, _stringField6: "a", _numberField0: 1, _: 1, a_: 1 };
	assert.deepEqual(changedFields({}, sent), { a_: 1 });
	assert.deepEqual(changedFields({}, JSON.parse('{"__proto__":{"a":1}}')), {});
});

test("custom fields are 63 KB at most, the others do not count", () => {
	// {"a":"…"} is 8 bytes more than its text.
	const most = 63 * 1024 - 8;
	assert.doesNotThrow(() => changedFields({ _stringField1: "x".repeat(100) }, { a: "x".repeat(most) }));
	assert.throws(() => changedFields({}, { a: "x".repeat(most + 1) }), { errorCode: "INVALID_INPUT_DATA" });
	assert.throws(() => changedFields({}, { a: "ä".repeat(most / 2 + 1) }), { errorCode: "INVALID_INPUT_DATA" });
	assert.throws(() => changedFields({ a: "x".repeat(most) }, { b: 1 }), { errorCode: "INVALID_INPUT_DATA" });
});

test("changes of a thing made at the same time are all kept", async () => {
	const core = await createTestCore();
	const { thingID } = await registerThing(core, appID, { vendorThingID: "v", password: "pw", fields: { a: 0 } });
	const names = Array.from({ length: 20 }, (_, index) => `field${index}`);
	await Promise.all([
		...names.map((name) => updateThing(core, appID, thingID, { [name]: 1 })),
		changeThingPassword(core, appID, thingID, "new"),
	]);
	assert.deepEqual(Object.keys((await getThing(core, appID, thingID)).fields).sort(), ["a", ...names].sort());
});

test("what is not there cannot be changed", async () => {
	const core = await createTestCore();
	await assert.rejects(updateThing(core, appID, "th.none", {}), { errorCode: "THING_NOT_FOUND" });
	await assert.rejects(changeThingPassword(core, appID, "th.none", "pw"), { errorCode: "THING_NOT_FOUND" });
});
