import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const program = `
	import { getHeapSpaceStatistics } from "node:v8";
	import { holdYoungGeneration, letYoungGenerationGrow } from ${JSON.stringify(new URL("../../src/cli/young-generation.js", import.meta.url).href)};
	const kept = [];
	function size() {
		for (let n = 0; n < 300_000; n++) kept.push({ n });
		return getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size / 2 ** 20;
	}
	holdYoungGeneration();
	const held = size();
	letYoungGenerationGrow();
	console.log(JSON.stringify([held, size()]));
`;

// In a process of its own: the flag is one of all of V8.
test("the young generation stays small while it is held, and grows in one step afterwards", () => {
	const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
	assert.equal(stderr, "");
	const [held, free] = JSON.parse(stdout) as [number, number];
	assert.ok(held <= 4, `${held} MiB while it is held`);
	assert.ok(free >= 16, `${free} MiB afterwards`);
});
