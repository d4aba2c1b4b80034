import assert from "node:assert/strict";
import { test } from "node:test";
import { createGroup } from "../../../src/core/group/group.ts";
import type { Caller } from "../../../src/core/principal.ts";
import { addOwner, registerThing, removeOwner } from "../../../src/core/thing.ts";
import { deleteThing } from "../../../src/core/things/delete-thing.ts";
import { queryThings, type ThingQueryRequest } from "../../../src/core/things/thing-query.ts";
import type { TypedID } from "../../../src/core/typed-id.ts";
import { anonymous, appID, callerOf, createTestCore, newOwner, type TestCore } from "../../helpers/core.ts";

const ownedBy = (id: string) => ({ type: "contains", field: "userOwners", value: id });
const all = { type: "all" };

/** Things `v0`, `v1`, … of one owner; the number of each is its `_numberField1`. */
async function withThings(count: number) {
	const core = await createTestCore();
	const { userID, caller } = await newOwner(core);
	const admin = await callerOf(core, { kind: "admin" });
	const user: TypedID = { type: "user", id: userID };
	const thingIDs: string[] = [];
	for (let number = 0; number < count; number++) {
		const fields = { _thingType: number % 2 === 0 ? "Lamp" : "Fan", _numberField1: number };
		const { thingID } = await registerThing(core, appID, { vendorThingID: `v${number}`, password: "pw", fields });
		await addOwner(core, appID, thingID, user);
		thingIDs.push(thingID);
	}
	return { core, caller, admin, user, thingIDs };
}

/** The vendorThingIDs of all pages, in order. */
async function pagesOf(core: TestCore, caller: Caller, request: ThingQueryRequest): Promise<string[][]> {
	const pages: string[][] = [];
	for (let paginationKey: string | undefined; ; ) {
		const page = await queryThings(core, caller, { ...request, paginationKey });
		pages.push(page.things.map(({ vendorThingID }) => vendorThingID));
		paginationKey = page.nextPaginationKey;
		if (paginationKey === undefined) return pages;
	}
}

async function query(core: TestCore, caller: Caller, clause: unknown): Promise<string[]> {
	return (await pagesOf(core, caller, { thingQuery: { clause } })).flat().sort();
}

test("a user sees its own things and those of its groups, and must ask for them", async () => {
	const { core, caller, admin, user, thingIDs } = await withThings(4);
	const [first = "", second = "", third = ""] = thingIDs;
	const { groupID } = await createGroup(core, appID, { name: "g", owner: user.id, members: [] });
	const other = await createGroup(core, appID, { name: "other", owner: "u2", members: [] });
	const group = (id: string) => ({ type: "contains", field: "groupOwners", value: id });
	await removeOwner(core, appID, first, user);
	await removeOwner(core, appID, second, user);
	await addOwner(core, appID, second, { type: "group", id: groupID });
	await addOwner(core, appID, third, { type: "group", id: other.groupID });

	assert.deepEqual(await query(core, caller, ownedBy(user.id)), ["v2", "v3"]);
	assert.deepEqual(await query(core, caller, group(groupID)), ["v1"]);
	const both = { type: "or", clauses: [ownedBy(user.id), group(groupID)] };
	assert.deepEqual(await query(core, caller, both), ["v1", "v2", "v3"]);
	const lamps = { type: "and", clauses: [{ type: "eq", field: "_thingType", value: "Lamp" }, both] };
	assert.deepEqual(await query(core, caller, lamps), ["v2"]);
	const shared = { type: "and", clauses: [group(other.groupID), ownedBy(user.id)] };
	assert.deepEqual(await query(core, caller, shared), ["v2"]);

	for (const clause of [all, ownedBy("u2"), group(other.groupID), { type: "or", clauses: [both, all] }]) {
		await assert.rejects(query(core, caller, clause), { errorCode: "UNAUTHORIZED" }, JSON.stringify(clause));
	}
	assert.deepEqual(await query(core, admin, all), ["v0", "v1", "v2", "v3"]);
	assert.deepEqual(await query(core, admin, group(other.groupID)), ["v2"]);
	assert.deepEqual(await query(core, admin, ownedBy("nobody")), []);
});

test("neither things nor anonymous callers query things", async () => {
	const { core, thingIDs } = await withThings(1);
	const thing = await callerOf(core, { kind: "thing", thingID: thingIDs[0] ?? "" });
	for (const caller of [thing, anonymous]) {
		await assert.rejects(query(core, caller, all), { errorCode: "UNAUTHORIZED" });
	}
});

test("pages, of one owner and of the whole app, have every thing once", async () => {
	const { core, caller, admin, user } = await withThings(250);
	const expected = Array.from({ length: 250 }, (_, number) => `v${number}`).sort();
	for (const [asker, clause] of [
		[caller, ownedBy(user.id)],
		[admin, all],
	] as const) {
		const pages = await pagesOf(core, asker, { thingQuery: { clause }, bestEffortLimit: 60 });
		assert.deepEqual(
			pages.map(({ length }) => length),
			[60, 60, 60, 60, 10],
		);
		assert.deepEqual(pages.flat().sort(), expected);
	}
	const whole = await pagesOf(core, admin, { thingQuery: { clause: all }, bestEffortLimit: 125 });
	assert.deepEqual(
		whole.map(({ length }) => length),
		[125, 125],
	);
});

test("a thing deleted between two pages hides no other", async () => {
	const { core, caller, user } = await withThings(6);
	const request = { thingQuery: { clause: ownedBy(user.id) }, bestEffortLimit: 3 };
	const first = await queryThings(core, caller, request);
	for (const { thingID } of first.things) await deleteThing(core, appID, thingID);
	const second = await queryThings(core, caller, { ...request, paginationKey: first.nextPaginationKey });
	assert.equal(second.things.length, 3);
	assert.equal(second.nextPaginationKey, undefined);
});

test("sorted by a field, either way, in pages", async () => {
	const { core, caller, admin, user } = await withThings(1300);
	const byNumber = { clause: ownedBy(user.id), orderBy: "_numberField1" };
	const upwards = Array.from({ length: 1300 }, (_, number) => `v${number}`);
	const pages = await pagesOf(core, caller, { thingQuery: byNumber, bestEffortLimit: 200 });
	assert.deepEqual(pages.flat(), upwards);
	const downwards = { ...byNumber, clause: all, descending: true };
	assert.deepEqual(
		(await queryThings(core, admin, { thingQuery: downwards, bestEffortLimit: 2 })).things.map(
			({ vendorThingID }) => vendorThingID,
		),
		["v1299", "v1298"],
	);
});

test("limits, keys and fields that cannot be", async () => {
	const { core, admin } = await withThings(1);
	const thingQuery = { clause: all };
	const wrong: ThingQueryRequest[] = [
		{ thingQuery, bestEffortLimit: -1 },
		{ thingQuery, paginationKey: "%%%" },
		{ thingQuery, paginationKey: btoa("12") },
		{ thingQuery: { ...thingQuery, orderBy: "_created" }, paginationKey: btoa("th.1") },
	];
	for (const request of wrong) {
		await assert.rejects(queryThings(core, admin, request), { errorCode: "INVALID_INPUT_DATA" });
	}
	await assert.rejects(queryThings(core, admin, { thingQuery: { clause: all, orderBy: "colour" } }), {
		errorCode: "QUERY_NOT_SUPPORTED",
	});
});
