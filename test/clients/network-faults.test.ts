// MQTT.js over all four transports, mosquitto-clients and curl, each against every kind of network rule. Time stands still
// but for what the tests let pass. The programs of others are skipped where they are not installed, unless REQUIRE_REAL_CLIENTS is set.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { NetworkRule } from "../../src/faults/fault-rule.ts";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { connectDevice, endpointCredentials, type Transport } from "../helpers/device.ts";
import { linesOf, terminate } from "../helpers/lines.ts";
import { newOwner } from "../helpers/owner.ts";

const transports: readonly Transport[] = ["mqtt", "mqtts", "ws", "wss"];
const listeners = { mqtt: "tcp", mqtts: "tls", ws: "ws", wss: "wss" } as const;

/** Slow lines, through which everything gets in the end. */
const slow: readonly Omit<NetworkRule, "on">[] = [
	{ action: "latency", delayMs: 10, jitterMs: 5 },
	{ action: "bandwidth", bytesPerSecond: 100_000 },
	{ action: "slice", bytes: 1 },
	{ action: "slice", bytes: 100, delayMs: 1 },
];

function skipWithout(program: string): string | false {
	const isInstalled = spawnSync(program, ["--help"]).error === undefined;
	return !isInstalled && process.env.REQUIRE_REAL_CLIENTS === undefined && `${program} is not installed`;
}

/** An emulator whose time stands still, with a thing that has its endpoint. */
async function started(t: TestContext) {
	// Time passes fast below: nobody is to be thrown out for being slow.
	const emulator = await createEmulator({ host: "127.0.0.1", connectTimeout: 1_000_000 });
	t.after(() => emulator.close(0));
	await emulator.clock.freeze();
	const owner = await newOwner(emulator);
	return { emulator, owner, thing: await owner.onboard("v1") };
}

/** Lets time pass until something is there. */
async function passTime<T>({ clock }: Emulator, awaited: Promise<T>): Promise<T> {
	let isThere = false;
	const end = () => {
		isThere = true;
	};
	awaited.then(end, end);
	while (!isThere) await clock.advance(5);
	return awaited;
}

async function hits({ faults }: Emulator, id: string): Promise<number> {
	return (await faults.get(id))?.hits ?? 0;
}

for (const transport of transports) {
	const on = { on: "network", listener: listeners[transport] } as const;

	for (const rule of slow) {
		test(`MQTT.js over ${transport}: ${JSON.stringify(rule)}`, async (t) => {
			const { emulator, thing, owner } = await started(t);
			const { id } = await emulator.faults.add({ ...on, ...rule });
			const credentials = endpointCredentials(thing.mqttEndpoint);
			const device = await passTime(emulator, connectDevice(emulator, transport, credentials, { keepalive: 0 }));
			t.after(() => device.client.end(true));
			assert.equal(await hits(emulator, id), 1);
			await passTime(emulator, device.client.subscribeAsync(credentials.clientId));
			const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
			const state = { text: "x".repeat(5000) };
			const request = device.request("PUT", `${thing.target}/states`, headers, JSON.stringify(state));
			assert.equal((await passTime(emulator, request)).status, 201);
			assert.deepEqual((await owner.call("GET", `${thing.target}/states`)).body, state);
			const commandID = await owner.postCommand(thing.target, [{ turnPower: { power: true } }]);
			const pushed = (await passTime(emulator, device.nextPush())) as { commandID?: string };
			assert.equal(pushed.commandID, commandID);
		});
	}

	test(`MQTT.js over ${transport}: half-open, refused, hanging, limited and reset`, async (t) => {
		const { emulator, thing } = await started(t);
		const { faults } = emulator;
		const credentials = endpointCredentials(thing.mqttEndpoint);
		const connect = () => connectDevice(emulator, transport, credentials, { keepalive: 0 });
		const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };
		const ask = (device: Awaited<ReturnType<typeof connect>>) =>
			device.request("PUT", `${thing.target}/states`, headers, JSON.stringify({ power: true }));

		await faults.add({ ...on, action: "refuse", times: 1 });
		await assert.rejects(connect());
		const hang = await faults.add({ ...on, action: "refuse", how: "hang" });
		const connecting = connect();
		while ((await hits(emulator, hang.id)) === 0) await nextTurn();
		await faults.remove(hang.id);
		const device = await connecting;
		t.after(() => device.client.end(true));
		assert.equal((await ask(device)).status, 201);

		const cut = await faults.add({ ...on, action: "half-open" });
		let isAnswered = false;
		const answer = ask(device).then((reply) => {
			isAnswered = true;
			return reply;
		});
		for (let turn = 0; turn < 100; turn++) await nextTurn();
		assert.deepEqual([isAnswered, device.client.connected], [false, true]);
		await faults.remove(cut.id);
		assert.equal((await answer).status, 204);

		device.client.on("error", () => {});
		const closed = () => new Promise<void>((resolve) => void device.client.once("close", resolve));
		const limited = closed();
		const { id } = await faults.add({ ...on, action: "limit", bytes: 10, direction: "out" });
		ask(device).catch(() => {});
		await limited;
		assert.equal(await hits(emulator, id), 1);
		await faults.clear();
		const again = await connect();
		t.after(() => again.client.end(true));
		const reset = new Promise<void>((resolve) => void again.client.on("error", () => {}).once("close", resolve));
		await faults.add({ ...on, action: "reset" });
		await reset;
	});
}

for (const transport of ["mqtt", "mqtts"] as const) {
	const skip = skipWithout("mosquitto_pub");
	const on = { on: "network", listener: listeners[transport] } as const;

	/** mosquitto's options for a thing's endpoint. */
	function optionsOf(
		t: TestContext,
		emulator: Emulator,
		endpoint: Readonly<Record<string, string | number>>,
	): string[] {
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const ca = join(folder, "ca.pem");
		writeFileSync(ca, emulator.ca);
		const { mqttTopic, username, password } = endpoint;
		const options = ["-h", "localhost", "-p", `${emulator.ports[listeners[transport]]}`, "-V", "mqttv311"];
		if (transport === "mqtts") options.push("--cafile", ca);
		return [...options, "-i", `${mqttTopic}`, "-u", `${username}`, "-P", `${password}`];
	}

	for (const rule of slow) {
		test(`mosquitto over ${transport}: ${JSON.stringify(rule)}`, { skip }, async (t) => {
			const { emulator, owner, thing } = await started(t);
			const options = optionsOf(t, emulator, thing.mqttEndpoint);
			const { mqttTopic } = thing.mqttEndpoint;
			const { id } = await emulator.faults.add({ ...on, ...rule });
			const state = { text: "x".repeat(3000) };
			const message = `PUT\nContent-Type: application/json\nAuthorization: Bearer ${thing.accessToken}\n\n${JSON.stringify(state)}`;
			const publish = ["-t", `p/${mqttTopic}${thing.target}/states`, "-m", message];
			const carriedOut = emulator.journal.wait({ match: { kind: "api", status: 201 }, timeoutMs: 60_000 });
			assert.deepEqual(await passTime(emulator, exitOf(spawn("mosquitto_pub", [...options, ...publish]))), [0, null]);
			await passTime(emulator, carriedOut);
			assert.deepEqual((await owner.call("GET", `${thing.target}/states`)).body, state);

			const subscriber = spawn("stdbuf", ["-oL", "mosquitto_sub", ...options, "-t", `${mqttTopic}`, "-d"]);
			t.after(() => terminate(subscriber));
			const lines = linesOf(subscriber);
			await passTime(emulator, lines.waitFor(/received SUBACK|Subscribed/));
			const commandID = await owner.postCommand(thing.target, [{ turnPower: { power: true } }]);
			const pushed = JSON.parse(await passTime(emulator, lines.waitFor(/^\{/)));
			assert.equal(pushed.commandID, commandID);
			assert.equal(await hits(emulator, id), 2);
		});
	}

	test(`mosquitto over ${transport}: refused, hanging and half-open`, { skip }, async (t) => {
		const { emulator, thing } = await started(t);
		const options = optionsOf(t, emulator, thing.mqttEndpoint);
		const { mqttTopic } = thing.mqttEndpoint;
		const publish = () => {
			const program = spawn("mosquitto_pub", [
				...options,
				"-t",
				`p/${mqttTopic}${thing.target}/states`,
				"-m",
				"GET\n\n",
			]);
			t.after(() => terminate(program));
			return { program, exit: exitOf(program) };
		};
		const { id: refuse } = await emulator.faults.add({ ...on, action: "refuse", times: 1 });
		const { program, exit } = publish();
		while ((await hits(emulator, refuse)) === 0) await nextTurn();
		// Behind a reset in its handshake mosquitto 2.0 waits for ever, whatever server that was.
		if (transport === "mqtts") program.kill();
		assert.notEqual((await exit)[0], 0);
		for (const fields of [{ action: "refuse", how: "hang" }, { action: "half-open" }] as const) {
			const { id } = await emulator.faults.add({ ...on, ...fields });
			const { exit } = publish();
			while ((await hits(emulator, id)) === 0) await nextTurn();
			await emulator.faults.remove(id);
			assert.deepEqual(await exit, [0, null]);
		}
	});
}

for (const protocol of ["http", "https"] as const) {
	const skip = skipWithout("curl");
	const on = { on: "network", listener: protocol } as const;

	async function curl(t: TestContext, emulator: Emulator, ...options: string[]) {
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const ca = join(folder, "ca.pem");
		writeFileSync(ca, emulator.ca);
		const program = spawn("curl", ["-sS", "--cacert", ca, ...options]);
		let text = "";
		program.stdout.on("data", (bytes) => {
			text += bytes;
		});
		const [code] = await exitOf(program);
		return { code, text };
	}

	for (const rule of slow) {
		test(`curl over ${protocol}: ${JSON.stringify(rule)}`, { skip }, async (t) => {
			const { emulator, thing } = await started(t);
			const { id } = await emulator.faults.add({ ...on, ...rule });
			const url = `${emulator.urls[protocol]}${thing.target}/states`;
			const state = { text: "x".repeat(3000) };
			const authorization = ["-H", `Authorization: Bearer ${thing.accessToken}`];
			const put = ["-X", "PUT", "-H", "Content-Type: application/json", "-d", JSON.stringify(state), ...authorization];
			assert.equal((await passTime(emulator, curl(t, emulator, ...put, url))).code, 0);
			const got = await passTime(emulator, curl(t, emulator, ...authorization, url));
			assert.deepEqual(JSON.parse(got.text), state);
			assert.equal(await hits(emulator, id), 2);
		});
	}

	test(`curl over ${protocol}: rules by the control API, which no rule is about`, { skip }, async (t) => {
		const { emulator } = await started(t);
		const base = emulator.urls[protocol];
		const faults = `${base}/_emulator/faults`;
		const add = (rule: object) =>
			curl(t, emulator, "-H", "content-type: application/json", "-d", JSON.stringify({ ...on, ...rule }), faults);
		const call = () => curl(t, emulator, "-o", "/dev/null", "-w", "%{http_code}", `${base}/api/apps/emulator/users/me`);
		const { id } = JSON.parse((await add({ action: "refuse", times: 1 })).text);
		// 35 is what an early reset is over TLS, 56 one behind the request, 52 no answer.
		assert.ok([35, 52, 56].includes((await call()).code ?? 0));
		assert.equal(JSON.parse((await curl(t, emulator, `${faults}/${id}`)).text).state, "ended");
		assert.equal((await call()).text, "401");
		const limited = await add({ action: "limit", bytes: 20, direction: "out" });
		assert.ok([18, 52, 56, 8].includes((await call()).code ?? 0));
		assert.equal((await curl(t, emulator, "-X", "DELETE", `${faults}/${JSON.parse(limited.text).id}`)).code, 0);
		const cut = JSON.parse((await add({ action: "half-open" })).text);
		const waiting = call();
		while (JSON.parse((await curl(t, emulator, `${faults}/${cut.id}`)).text).hits === 0) await nextTurn();
		assert.equal((await curl(t, emulator, "-X", "DELETE", faults)).code, 0);
		assert.equal((await waiting).text, "401");
		const wrong = JSON.parse((await add({ action: "latency" })).text);
		assert.deepEqual(wrong.invalidFields, { delayMs: "is required by the action latency" });
	});
}

async function exitOf(program: ChildProcess): Promise<[number | null, string | null]> {
	program.stdout?.resume();
	const [code, signal] = await once(program, "close");
	return [code, signal];
}
