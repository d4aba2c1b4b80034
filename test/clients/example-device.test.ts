// The example device of the README, an MQTT.js program, on each of the four transports.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { linesOf, terminate } from "../helpers/lines.ts";
import { call, newOwner } from "../helpers/owner.ts";

for (const transport of ["mqtt", "mqtts", "ws", "wss"] as const) {
	test(`onboarding, state, command and result over ${transport}`, async (t) => {
		await using emulator = await createEmulator({ host: "127.0.0.1" });
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const ca = join(folder, "ca.pem");
		writeFileSync(ca, emulator.ca);
		const device = spawn(
			process.execPath,
			[resolve("examples/device.mjs"), emulator.urls[transport], "emulator:emulator-key", "v1", "secret"],
			{ env: { ...process.env, NODE_EXTRA_CA_CERTS: ca }, stdio: ["ignore", "pipe", "pipe"] },
		);
		t.after(() => terminate(device));
		const lines = linesOf(device);
		await lines.waitFor(/waiting for commands/);
		assert.ok(lines.all.includes("state registered 201"));

		const owner = await newOwner(emulator);
		const { target } = await owner.onboard("v1");
		assert.deepEqual((await owner.call("GET", `${target}/states`)).body, { power: false });
		const commandID = await owner.postCommand(target, [{ turnPower: { power: true } }]);
		assert.equal(await lines.waitFor(/^command /), `command ${commandID} answered 204`);
		const { body } = await owner.call("GET", `${target}/commands/${commandID}`);
		assert.equal(body.commandState, "DONE");
		assert.deepEqual(body.actionResults, [{ turnPower: { succeeded: true } }]);
	});
}

for (const transport of ["mqtts", "wss"] as const) {
	test(`without arguments it takes the environment of conform, over ${transport}`, async (t) => {
		await using emulator = await createEmulator({ host: "127.0.0.1" });
		const { appID, appKey } = await emulator.apps.create({ appID: "of-env" });
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const ca = join(folder, "ca.pem");
		writeFileSync(ca, emulator.ca);
		const device = spawn(process.execPath, [resolve("examples/device.mjs")], {
			env: {
				PATH: process.env.PATH,
				KII_MQTT_URL: emulator.urls[transport],
				KII_APP_ID: appID,
				KII_APP_KEY: appKey,
				KII_VENDOR_THING_ID: "of-conform",
				KII_CA_FILE: ca,
			},
			stdio: ["ignore", "pipe", "pipe"],
		});
		t.after(() => terminate(device));
		const [, thingID = ""] = (await linesOf(device).waitFor(/^onboarded /)).split(" ");
		const { body } = await call(emulator, undefined, "POST", `/api/apps/${appID}/oauth2/token`, {
			username: "VENDOR_THING_ID:of-conform",
			password: "secret",
		});
		assert.equal(body.id, thingID);
	});
}

for (const url of ["http://localhost:8080", "localhost", "localhost:1883"]) {
	test(`it says which URLs it takes when it gets ${url}`, async (t) => {
		const device = spawn(process.execPath, [resolve("examples/device.mjs"), url], {
			stdio: ["ignore", "ignore", "pipe"],
		});
		t.after(() => terminate(device));
		const [said] = await once(device.stderr.setEncoding("utf8"), "data");
		assert.match(said, new RegExp(`^device.mjs: ${url} is no URL of a broker: use mqtt://localhost:1883`));
	});
}
