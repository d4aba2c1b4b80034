import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequestQueue } from "../../src/api-topics/request-queue.ts";
import { collectGarbage } from "../helpers/collect-garbage.ts";

test("of an answered request nothing is kept, while its connection lives on", async () => {
	const queue = createRequestQueue();
	const connection = {};
	const answered = await (async () => {
		const task = queue.run(connection, async () => {});
		await task;
		return new WeakRef(task);
	})();
	await collectGarbage();
	assert.equal(answered.deref(), undefined);
	await queue.run(connection, async () => {});
});
