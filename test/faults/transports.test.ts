import assert from "node:assert/strict";
import test from "node:test";
import { createEmulator } from "../../src/index.ts";
import { anonymousCredentials, connectDevice, type Transport } from "../helpers/device.ts";

const transports: readonly Transport[] = ["mqtt", "mqtts", "ws", "wss"];
const onboarding = [
	"POST",
	"/thing-if/apps/emulator/onboardings",
	{ "Content-Type": "application/vnd.kii.OnboardingWithVendorThingIDByThing+json" },
] as const;
const body = JSON.stringify({ vendorThingID: "v", thingPassword: "p" });

for (const transport of transports) {
	test(`${transport}: CONNECT refused, an answer lost, one of choice, and a reset`, async (t) => {
		const emulator = await createEmulator();
		t.after(() => emulator.close(0));
		const { faults } = emulator;
		const connect = () => connectDevice(emulator, transport, anonymousCredentials(emulator));

		const refuse = await faults.add({ on: "connect", action: "refuse", returnCode: 3, app: "emulator", times: 1 });
		await assert.rejects(connect(), { code: 3 });
		assert.equal((await faults.get(refuse.id))?.state, "ended");

		const device = await connect();
		t.after(() => device.client.end(true));
		await faults.add({ on: "api", action: "drop", transport: "mqtt", client: "anonymous", times: 1 });
		await faults.add({
			on: "api",
			action: "respond",
			route: "POST /thing-if/*",
			status: 503,
			errorCode: "TOO_BUSY",
			times: 1,
		});
		// There is no answer to the first of them: what comes is that of the second.
		device.client.publish(`p/anonymous${onboarding[1]}`, `POST\r\nContent-Type: application/json\r\n\r\n${body}`);
		const reply = await device.request(...onboarding, body);
		assert.equal(reply.status, 503);
		assert.equal(JSON.parse(reply.body).errorCode, "TOO_BUSY");
		const preferred = await device.request("POST", onboarding[1], { Prefer: "code=404" }, body);
		assert.equal(preferred.status, 404);
		assert.equal((await device.request(...onboarding, body)).status, 200);

		const reset = await faults.add({ on: "publish", direction: "in", action: "reset-before" });
		device.client.on("error", () => {});
		const closed = new Promise<void>((resolve) => device.client.once("close", () => resolve()));
		device.client.publish(`p/anonymous${onboarding[1]}`, "POST\r\n\r\n");
		await closed;
		assert.equal((await faults.get(reset.id))?.hits, 1);
	});
}

test("HTTP: an answer that never comes, until the rule is removed; and a reset", async (t) => {
	const emulator = await createEmulator();
	t.after(() => emulator.close(0));
	const { faults, url } = emulator;
	for (const action of ["drop", "reset"] as const) {
		const { id } = await faults.add({ on: "api", action });
		const answer = fetch(`${url}/api/apps/emulator/users/me`);
		if (action === "drop") {
			answer.catch(() => {});
			while ((await faults.get(id))?.held !== 1) await new Promise(setImmediate);
			await faults.remove(id);
		}
		await assert.rejects(answer);
		await faults.clear();
	}
	assert.equal((await fetch(`${url}/_emulator/health`)).status, 200);
});
