// The example gateway, an MQTT.js program, with its two end nodes, on each of the four transports.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { linesOf, terminate } from "../helpers/lines.ts";
import { newOwner } from "../helpers/owner.ts";

for (const transport of ["mqtt", "mqtts", "ws", "wss"] as const) {
	test(`a gateway with two end nodes over ${transport}`, async (t) => {
		await using emulator = await createEmulator({ host: "127.0.0.1" });
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const ca = join(folder, "ca.pem");
		writeFileSync(ca, emulator.ca);
		const owner = await newOwner(emulator);
		const gateway = spawn(
			process.execPath,
			[resolve("examples/gateway.mjs"), emulator.urls[transport], owner.userID, owner.token],
			{ env: { ...process.env, NODE_EXTRA_CA_CERTS: ca }, stdio: ["ignore", "pipe", "pipe"] },
		);
		t.after(() => terminate(gateway));
		const lines = linesOf(gateway);
		await lines.waitFor(/waiting for commands/);

		const gatewayThingID = (await lines.waitFor(/^onboarded /)).split(" ")[1];
		const path = "/thing-if/apps/emulator";
		const { body: list } = await owner.call("GET", `${path}/things/${gatewayThingID}/end-nodes`);
		const names = ["gateway-1-lamp-1", "gateway-1-lamp-2"];
		assert.deepEqual(
			list.results.map(({ vendorThingID }: { vendorThingID: string }) => vendorThingID),
			names,
		);
		// The second first: a command reaches the end node it is for.
		for (const index of [1, 0]) {
			const { thingID } = list.results[index];
			const target = `${path}/targets/thing:${thingID}`;
			assert.deepEqual((await owner.call("GET", `${target}/states`)).body, { power: false });
			assert.equal((await owner.call("GET", `/api/apps/emulator/things/${thingID}`)).body._online, true);
			const commandID = await owner.postCommand(target, [{ turnPower: { power: true } }]);
			await lines.waitFor(new RegExp(`^${names[index]} executed ${commandID}$`));
			const { body } = await owner.call("GET", `${target}/commands/${commandID}`);
			assert.equal(body.commandState, "DONE");
			assert.deepEqual(body.actionResults, [{ turnPower: { succeeded: true } }]);
			assert.deepEqual((await owner.call("GET", `${target}/states`)).body, { power: true });
		}
	});
}
