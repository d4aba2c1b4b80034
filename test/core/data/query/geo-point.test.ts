import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { distanceBetween, geoPointOf, isInBox } from "../../../../src/core/data/query/geo-point.ts";
import { point } from "./with-bucket.ts";

const at = (lat: number, lon: number) => ({ lat, lon });
const quarter = (Math.PI * 6_371_000) / 2;

describe("a distance", () => {
	for (const [what, a, b, metres] of [
		["of a point to itself", at(35, 139), at(35, 139), 0],
		["along the equator", at(0, 0), at(0, 90), quarter],
		["along a meridian", at(0, 10), at(90, 10), quarter],
		["to the opposite point", at(12, 34), at(-12, -146), 2 * quarter],
		["across the date line", at(0, 179), at(0, -179), quarter / 45],
		// Points and formula of the Unity SDK's live tests, which allow a difference of 0.00001 m.
		["in Tokyo", at(35.677379, 139.702148), at(35.667983, 139.739356), 3519.661461],
	] as const) {
		test(what, () => {
			const difference = distanceBetween(a, b) - metres;
			assert.ok(Math.abs(difference) < 0.00001, `${difference}`);
		});
	}
});

describe("a box", () => {
	const box = { sw: at(-10, 170), ne: at(10, -170) };

	test("may lie across the date line", () => {
		for (const lon of [170, 175, 180, -180, -175, -170]) assert.equal(isInBox(box, at(0, lon)), true, `${lon}`);
		for (const lon of [169, 0, -169]) assert.equal(isInBox(box, at(0, lon)), false, `${lon}`);
		assert.equal(isInBox(box, at(11, 175)), false);
	});

	test("with the south in the north holds nothing", () => {
		assert.equal(isInBox({ sw: at(10, 0), ne: at(-10, 10) }, at(0, 5)), false);
	});
});

for (const value of [
	null,
	"point",
	[35, 139],
	{ lat: 35, lon: 139 },
	{ ...point(35, 139), _type: "box" },
	{ _type: "point", lat: 35 },
	{ _type: "point", lat: "35", lon: "139" },
	point(90.1, 0),
	point(0, -180.1),
]) {
	test(`${JSON.stringify(value)} is no point`, () => {
		assert.equal(geoPointOf(value), undefined);
	});
}

test("a point is taken without what else it has", () => {
	assert.deepEqual(geoPointOf({ ...point(-90, 180), name: "x" }), at(-90, 180));
});
