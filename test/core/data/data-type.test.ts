import assert from "node:assert/strict";
import { test } from "node:test";
import { dataTypeName, dataTypeOf } from "../../../src/core/data/data-type.ts";

test("the data type in a media type, whatever the case and parameters", () => {
	for (const [given, dataType] of [
		["application/json", "application/json"],
		["Application/JSON; charset=utf-8", "application/json"],
		["application/vnd.a1b2.mydata+json", "application/vnd.a1b2.mydata+json"],
		["APPLICATION/VND.A1B2.myData+JSON ; charset=UTF-8", "application/vnd.a1b2.myData+json"],
		["application/vnd.a1b2.my.own-type_2+json", "application/vnd.a1b2.my.own-type_2+json"],
	]) {
		assert.equal(dataTypeOf("a1b2", given), dataType, given);
	}
});

test("none in others, which clients send, too", () => {
	for (const given of [
		undefined,
		"",
		";",
		"text/plain",
		"application/x-www-form-urlencoded",
		"application/vnd.kii.ObjectCreationResponse+json",
		"application/vnd.other.mydata+json",
		"application/vnd.a1b2+json",
		"application/vnd.a1b2.mydata",
	]) {
		assert.equal(dataTypeOf("a1b2", given), undefined, given);
	}
});

test("a name that could not stand in a media type", () => {
	for (const name of ["", "a b", "a/b", "é", "application/json", 'a"', "x".repeat(101)]) {
		const given = `application/vnd.a1b2.${name}+json`;
		assert.throws(() => dataTypeOf("a1b2", given), { errorCode: "INVALID_DATA_TYPE", status: 400 }, given);
	}
});

test("the name of a data type; application/json has none", () => {
	assert.equal(dataTypeName("application/vnd.a1b2.my.own-type+json"), "my.own-type");
	assert.equal(dataTypeName("application/json"), undefined);
});
