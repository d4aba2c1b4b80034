import assert from "node:assert/strict";
import { test } from "node:test";
import { byteRangeOf } from "../../../../src/core/data/body/byte-range.ts";

const cases: readonly [header: string | undefined, size: number, expected: unknown][] = [
	[undefined, 10, "whole"],
	["", 10, "whole"],
	["bytes=0-0", 10, { first: 0, last: 0 }],
	["bytes=0-9", 10, { first: 0, last: 9 }],
	["bytes=0-10", 10, { first: 0, last: 9 }],
	["bytes=3-5", 10, { first: 3, last: 5 }],
	["bytes=3-", 10, { first: 3, last: 9 }],
	["bytes=9-", 10, { first: 9, last: 9 }],
	["bytes=-3", 10, { first: 7, last: 9 }],
	["bytes=-30", 10, { first: 0, last: 9 }],
	["BYTES = 1 - 2", 10, { first: 1, last: 2 }],
	["bytes=10-", 10, "not satisfiable"],
	["bytes=10-20", 10, "not satisfiable"],
	["bytes=-0", 10, "not satisfiable"],
	["bytes=0-", 0, "not satisfiable"],
	["bytes=-5", 0, "not satisfiable"],
	[`bytes=${"9".repeat(500)}-`, 10, "not satisfiable"],
	[`bytes=0-${"9".repeat(500)}`, 10, { first: 0, last: 9 }],
	["bytes=5-3", 10, "whole"],
	["bytes=0-1,3-4", 10, "whole"],
	["bytes=-", 10, "whole"],
	["bytes=a-b", 10, "whole"],
	["items=0-1", 10, "whole"],
	["0-1", 10, "whole"],
];

for (const [header, size, expected] of cases) {
	test(`${(header ?? "no header").slice(0, 30)} of ${size} bytes`, () => {
		assert.deepEqual(byteRangeOf(header, size), expected);
	});
}
