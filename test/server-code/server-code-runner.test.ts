import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createServerCodeRunner } from "../../src/server-code/server-code-runner.ts";
import { silentLog } from "../helpers/core.ts";

const context = { appID: "emulator", appKey: "key", accessToken: undefined };
const processes = () => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;

/** Node lets go of the handle of a process that has ended within a few turns. */
async function noneLeft(): Promise<void> {
	for (let turns = 0; processes() > 0; turns++) {
		assert.ok(turns < 100, "a process is left");
		await nextTurn();
	}
}

test("nothing is started before it is needed, and nothing is left after the end", async () => {
	const runner = createServerCodeRunner({ log: silentLog });
	assert.equal(processes(), 0);
	const outcome = await runner.run({ source: "function main() { return 1; }", endpoint: "main", params: {}, context });
	assert.equal(outcome.ok, true);
	await runner.close();
	await noneLeft();
});

test("more runs than places wait for their turn", async (t) => {
	const runner = createServerCodeRunner({ log: silentLog, concurrency: 2 });
	t.after(() => runner.close());
	let most = 0;
	const runs = Array.from({ length: 6 }, async (_, n) => {
		const outcome = await runner.run({
			source: `function main() { return ${n}; }`,
			endpoint: "main",
			params: {},
			context,
		});
		most = Math.max(most, processes());
		return outcome.ok && outcome.returnedValue;
	});
	assert.deepEqual(await Promise.all(runs), [0, 1, 2, 3, 4, 5]);
	assert.ok(most <= 2, `${most}`);
});

test("closing ends what runs and what waits", async () => {
	const runner = createServerCodeRunner({ log: silentLog, concurrency: 1 });
	const run = { source: "function main() { for (;;); }", endpoint: "main", params: {}, context };
	const runs = [runner.run(run), runner.run(run)];
	await runner.close();
	for (const outcome of await Promise.all([...runs, runner.run(run)])) {
		assert.equal(outcome.ok || outcome.message, "the emulator is closing");
	}
	await noneLeft();
	await runner.close();
});

test("a check tells what does not compile, and runs nothing", async (t) => {
	const runner = createServerCodeRunner({ log: silentLog });
	t.after(() => runner.close());
	assert.equal(await runner.check("for (;;); throw 1;"), undefined);
	assert.equal(await runner.check("function main( {"), "Unexpected end of input");
	assert.equal(await runner.check('import fs from "node:fs";'), "Cannot use import statement outside a module");
});
