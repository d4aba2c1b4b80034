// mosquitto_pub and mosquitto_sub, from Debian's mosquitto-clients. Skipped where they are not installed, unless
// REQUIRE_REAL_CLIENTS is set, as in CI.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createEmulator } from "../../src/index.ts";
import { linesOf, terminate } from "../helpers/lines.ts";
import { newOwner } from "../helpers/owner.ts";

const installed = spawnSync("mosquitto_pub", ["--help"]).error === undefined;
const skip = !installed && process.env.REQUIRE_REAL_CLIENTS === undefined && "mosquitto-clients is not installed";

for (const transport of ["tcp", "tls"] as const) {
	for (const version of ["mqttv31", "mqttv311"]) {
		test(`a state and a command push over ${transport}, ${version}`, { skip }, async (t) => {
			await using emulator = await createEmulator({ host: "127.0.0.1" });
			const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
			t.after(() => rmSync(folder, { recursive: true }));
			const ca = join(folder, "ca.pem");
			writeFileSync(ca, emulator.ca);
			const owner = await newOwner(emulator);
			const { target, accessToken, mqttEndpoint } = await owner.onboard("v1");
			const { mqttTopic, username, password } = mqttEndpoint;
			const options = ["-h", "localhost", "-p", `${emulator.ports[transport]}`, "-V", version];
			if (transport === "tls") options.push("--cafile", ca);
			options.push("-i", mqttTopic, "-u", `${username}`, "-P", `${password}`);

			const message = `PUT\nContent-Type: application/json\nAuthorization: Bearer ${accessToken}\n\n{"power":true}`;
			const publisher = spawn("mosquitto_pub", [...options, "-t", `p/${mqttTopic}${target}/states`, "-m", message]);
			assert.deepEqual(await once(publisher, "exit"), [0, null]);
			// mosquitto_pub leaves at once; the state is there when the broker has carried out what it left behind.
			const readState = async () => (await owner.call("GET", `${target}/states`)).body;
			for (let tries = 0; tries < 1000 && Object.keys(await readState()).length === 0; tries++) await setImmediate();
			assert.deepEqual(await readState(), { power: true });

			// Its output is buffered in a pipe otherwise.
			const subscriber = spawn("stdbuf", ["-oL", "mosquitto_sub", ...options, "-t", mqttTopic, "-d"]);
			t.after(() => terminate(subscriber));
			const lines = linesOf(subscriber);
			await lines.waitFor(/received SUBACK|Subscribed/);
			const commandID = await owner.postCommand(target, [{ turnPower: { power: true } }]);
			const payload = JSON.parse(await lines.waitFor(/^\{/));
			assert.equal(payload.commandID, commandID);
			assert.deepEqual(payload.actions, [{ turnPower: { power: true } }]);
		});
	}
}
