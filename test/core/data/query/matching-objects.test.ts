import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Core } from "../../../../src/core/context.ts";
import { objectFolder } from "../../../../src/core/data/object-record.ts";
import { matchingObjects } from "../../../../src/core/data/query/matching-objects.ts";
import { appID } from "../../../helpers/core.ts";
import { address, withBucket } from "./with-bucket.ts";

/** How often others have a turn while all objects are gone through. */
async function turnsDuring(core: Core): Promise<number> {
	let turns = 0;
	let immediate = setImmediate(function turn() {
		turns++;
		immediate = setImmediate(turn);
	});
	await matchingObjects(core, objectFolder(appID, address), { type: "all" }, () => undefined);
	clearImmediate(immediate);
	return turns;
}

describe("other requests have their turn", () => {
	test("after every 250 objects", async () => {
		const { core } = await withBucket(Array.from({ length: 1000 }, () => ({})));
		assert.ok((await turnsDuring(core)) >= 4);
	});

	test("after every millisecond, however few the objects", async () => {
		const { core } = await withBucket(Array.from({ length: 10 }, () => ({})));
		assert.ok((await turnsDuring(core)) <= 1);
		let now = 0;
		assert.ok((await turnsDuring({ ...core, elapsed: () => now++ })) >= 10);
	});
});
