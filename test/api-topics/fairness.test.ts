import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequestQueue } from "../../src/api-topics/request-queue.ts";

test("between two requests of one client everybody else gets a turn", async () => {
	const queue = createRequestQueue();
	const connection = {};
	const done: string[] = [];
	const other = new Promise<void>((resolve) => {
		setImmediate(() => {
			done.push("other");
			resolve();
		});
	});
	const all = ["1", "2", "3"].map((name) => queue.run(connection, async () => void done.push(name)));
	await Promise.all([other, ...all]);
	assert.deepEqual(done, ["1", "other", "2", "3"]);
});
