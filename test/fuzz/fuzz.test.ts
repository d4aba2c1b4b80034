import assert from "node:assert/strict";
import { test } from "node:test";
import { makeInput } from "./make-input.ts";
import { runFuzz } from "./run-fuzz.ts";
import { seeds } from "./seeds.ts";

// `npm run fuzz` sends a million, of another seed each time.
for (const { seed, packets } of seeds) {
	test(`${packets} hostile packets of the seed ${seed} kill nothing, disturb nobody and leave nothing`, async () => {
		const result = await runFuzz({ seed, packets, halfOpen: 5_000 });
		assert.ok(result.packets >= packets);
	});
}

test("an input is the same for the same seed, number and client", () => {
	const target = { appID: "a", clientID: "c", username: "u", password: "p", thingID: "t", accessToken: "k" };
	for (let number = 0; number < 200; number++) {
		assert.deepEqual(makeInput("kii", number, target), makeInput("kii", number, target));
	}
	assert.notDeepEqual(makeInput("kii", 1, target), makeInput("kii", 2, target));
});
