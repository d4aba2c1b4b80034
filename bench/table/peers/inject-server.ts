// `app.inject` of a thing's GET of its states, in a loop, in an emulator's own process. Told how many, it says how long they took.
import { internalsOf } from "../../../src/emulator/internals.ts";
import { createEmulator } from "../../../src/index.ts";
import { seedThing } from "../things-seed.ts";

const emulator = await createEmulator({ seed: process.argv[2] });
const { app } = internalsOf(emulator).api;
const { states, token } = seedThing(0);
process.on("message", async (requests: number) => {
	const begin = performance.now();
	for (let n = 0; n < requests; n++) {
		const { statusCode } = await app.inject({
			method: "GET",
			url: states,
			headers: { authorization: `Bearer ${token}` },
		});
		if (statusCode !== 200) throw new Error(`answered with ${statusCode}`);
	}
	process.send?.(performance.now() - begin);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
