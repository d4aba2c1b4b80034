import assert from "node:assert/strict";
import { test } from "node:test";
import { createEmulator } from "../../../src/index.ts";

test("the index of the control API links to what there is to read, and needs no credentials", async (t) => {
	const emulator = await createEmulator({ control: "off" });
	t.after(() => emulator.close());
	for (const path of ["/_emulator", "/_emulator/"]) {
		const reply = await fetch(emulator.url + path);
		assert.equal(reply.status, 200);
		const { name, status, links, documentation } = (await reply.json()) as Record<string, string> & {
			links: Record<string, string>;
		};
		assert.deepEqual([name, status], ["kii-emulator", "ok"]);
		assert.match(`${documentation}`, /docs\//);
		const { health, openapi, journal, clock } = links;
		assert.deepEqual(
			[health, openapi, journal, clock],
			["/_emulator/health", "/_emulator/openapi.json", "/_emulator/journal", "/_emulator/clock"],
		);
	}
	assert.deepEqual(emulator.journal.entries(), []);
});

test("every link of the index leads somewhere", async (t) => {
	const emulator = await createEmulator();
	t.after(() => emulator.close());
	const { links } = (await (await fetch(`${emulator.url}/_emulator`)).json()) as { links: Record<string, string> };
	for (const path of Object.values(links)) {
		const { status } = await fetch(emulator.url + path);
		// The events are a WebSocket, and there is no seed.
		assert.ok(status === 200 || /events|seed/.test(path), `${path}: ${status}`);
	}
});
