import assert from "node:assert/strict";
import { test } from "node:test";
import { appScope } from "../../../src/core/access/object-scope.ts";
import type { KiiObject } from "../../../src/core/data/object-record.ts";
import { parsePrecondition, requirePrecondition } from "../../../src/core/data/precondition.ts";
import { appID } from "../../helpers/core.ts";

const address = { scope: appScope, bucketID: "notes" };
const object: KiiObject = {
	objectID: "o1",
	dataType: "application/json",
	version: 3,
	createdAt: 1,
	modifiedAt: 2,
	fields: {},
};

const holds = (ifMatch?: string, ifNoneMatch?: string) =>
	requirePrecondition(parsePrecondition(ifMatch, ifNoneMatch), appID, address, object);

test("If-Match takes the ETag, the bare version, a weak tag, a list and *", () => {
	for (const tag of ['"3"', "3", ' "3" ', 'W/"3"', 'w/"3"', "*", '"1", "3"', "1,3", undefined]) holds(tag);
});

test("If-Match with another version is stale, and says of what", () => {
	for (const tag of ['"2"', "2", '"33"', "", '"', '"1","2"', "three", 'W/"2"', '"3']) {
		assert.throws(() => holds(tag), {
			errorCode: "OBJECT_VERSION_IS_STALE",
			status: 409,
			context: { objectScope: { appID, type: "APP" }, bucketID: "notes", objectID: "o1" },
		});
	}
});

test("If-None-Match: * wants no object, with or without quotes; anything else is refused", () => {
	for (const tag of ["*", '"*"', " * "]) {
		assert.throws(() => holds(undefined, tag), { errorCode: "OBJECT_ALREADY_EXISTS", status: 409 }, tag);
	}
	for (const tag of ['"3"', "", "3"]) {
		assert.throws(() => holds(undefined, tag), { errorCode: "INVALID_INPUT_DATA", status: 400 }, tag);
	}
});

test("not both at a time", () => {
	assert.throws(() => holds("3", "*"), { errorCode: "INVALID_INPUT_DATA", status: 400 });
});
