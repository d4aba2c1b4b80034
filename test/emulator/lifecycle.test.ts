import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { resolve } from "node:path";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";
import { connectDevice, endpointCredentials, type Transport } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";

test("two emulators at once share nothing", async () => {
	await using one = await createEmulator();
	await using two = await createEmulator();
	assert.equal(new Set([...Object.values(one.ports), ...Object.values(two.ports)]).size, 12);
	const thing = await (await newOwner(one)).onboard("v1");
	// The same login name and vendorThingID are new to the other.
	const other = await (await newOwner(two)).onboard("v1");
	assert.notEqual(other.thingID, thing.thingID);
	await assert.rejects(connectDevice(two, "mqtt", endpointCredentials(thing.mqttEndpoint)), /Not authorized/);
});

test("every listener is the one its URL and the health report say", async () => {
	await using emulator = await createEmulator();
	for (const [name, url] of Object.entries(emulator.urls)) {
		const listener = { mqtt: "tcp", mqtts: "tls" }[name] ?? name;
		assert.equal(Number(new URL(url).port), emulator.ports[listener as keyof typeof emulator.ports], name);
	}
	const { status, body } = await call(emulator, undefined, "GET", "/_emulator/health");
	assert.equal(status, 200);
	assert.equal(body.status, "ok");
	assert.deepEqual(body.listeners, emulator.ports);
	assert.match(body.version, /^\d+\.\d+\.\d+/);
});

test("closing ends connections and ports, and can be asked for twice", async () => {
	const emulator = await createEmulator();
	const { mqttEndpoint } = await (await newOwner(emulator)).onboard("v1");
	const ended: Promise<unknown>[] = [];
	for (const transport of ["mqtt", "wss"] satisfies Transport[]) {
		const { client } = await connectDevice(emulator, transport, endpointCredentials(mqttEndpoint));
		ended.push(new Promise<void>((resolve) => client.once("close", () => resolve())));
	}
	await Promise.all([emulator.close(), emulator.close()]);
	await Promise.all(ended);
	for (const port of Object.values(emulator.ports)) {
		const [error] = await once(connect(port, "127.0.0.1"), "error");
		assert.equal(error.code, "ECONNREFUSED");
	}
});

test("a reply under way when it closes still arrives", async () => {
	const emulator = await createEmulator();
	const { mqttEndpoint, target, accessToken } = await (await newOwner(emulator)).onboard("v1");
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(mqttEndpoint));
	const headers = { Authorization: `Bearer ${accessToken}` };
	await device.request("GET", `${target}/states`, headers);
	const replies = Array.from({ length: 10 }, () => device.request("GET", `${target}/states`, headers));
	// The ping behind the requests is answered when the broker has read them.
	device.client.sendPing();
	await new Promise((resolve) => device.client.once("packetreceive", resolve));
	await emulator.close();
	assert.deepEqual(
		(await Promise.all(replies)).map(({ status }) => status),
		Array.from({ length: 10 }, () => 200),
	);
});

test("after closing nothing keeps the process alive", async () => {
	const program = `
		import { createEmulator } from ${JSON.stringify(resolve("build/src/index.js"))};
		const emulator = await createEmulator();
		await fetch(emulator.url + "/_emulator/health", { headers: { connection: "close" } });
		await emulator.close();
		console.log("closed");
	`;
	const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let output = "";
	child.stdout.on("data", (chunk) => {
		output += chunk;
	});
	assert.deepEqual(await once(child, "exit"), [0, null]);
	assert.equal(output, "closed\n");
});
