import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, watch, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "../../src/index.ts";
import { connectDevice, ended, endpointCredentials } from "../helpers/device.ts";
import { linesOf } from "../helpers/lines.ts";
import { call, newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";

const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
const freePorts = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);

async function body(emulator: Pick<Emulator, "url">, token: string, bytes?: Buffer): Promise<Buffer> {
	const path = "/api/apps/emulator/users/me/buckets/bucket/objects/object";
	const headers = { authorization: `Bearer ${token}` };
	if (bytes !== undefined) {
		await call(emulator, token, "PUT", path, { a: 1 });
		await fetch(`${emulator.url}${path}/body`, {
			method: "PUT",
			headers: { ...headers, "content-type": "image/png" },
			body: new Uint8Array(bytes),
		});
	}
	const reply = await fetch(`${emulator.url}${path}/body`, { headers });
	assert.equal(reply.status, 200);
	return Buffer.from(await reply.arrayBuffer());
}

test("a snapshot has everything, and another emulator goes on with it", async () => {
	await using first = await createEmulator();
	const owner = await newOwner(first);
	const thing = await owner.onboard("v1");
	await owner.call("PUT", `${thing.target}/states`, { temperature: 20 });
	const bytes = Buffer.alloc(70_000, "\u00ff body ");
	await body(first, owner.token, bytes);
	const { status, body: document } = await call(first, undefined, "GET", "/_emulator/snapshot");
	assert.equal(status, 200);
	assert.deepEqual([document.kind, document.format], ["kii-emulator-snapshot", 1]);

	await using second = await createEmulator();
	const before = await newOwner(second, "other");
	const reply = await call(second, undefined, "PUT", "/_emulator/snapshot", document);
	assert.deepEqual([reply.status, reply.body], [200, { apps: ["emulator"] }]);
	assert.equal((await call(second, before.token, "GET", "/api/apps/emulator/users/me")).status, 403);
	const { body: state } = await call(second, owner.token, "GET", `${thing.target}/states`);
	assert.equal(state.temperature, 20);
	assert.ok((await body(second, owner.token)).equals(bytes));
	const device = await connectDevice(second, "mqtt", endpointCredentials(thing.mqttEndpoint));
	await device.close();
	const { takenAt: _, ...same } = await second.snapshot.export();
	const { takenAt: __, ...original } = document;
	const inOrder = (list: readonly { key: string }[]) => list.toSorted((a, b) => (a.key < b.key ? -1 : 1));
	assert.deepEqual(inOrder(same.bodies), inOrder(original.bodies));
	assert.deepEqual(
		inOrder(same.records).filter(({ key }) => !key.includes("/thing/")),
		inOrder(original.records).filter(({ key }) => !key.includes("/thing/")),
	);
});

test("a snapshot of one app replaces that app only", async () => {
	await using emulator = await createEmulator();
	const mine = await newOwner(emulator);
	const other = await newOwner({ url: emulator.url, app: { ...emulator.app, appID: "other" } });
	const snapshot = await emulator.snapshot.export("emulator");
	assert.ok(snapshot.records.every(({ key }) => !/^apps?\/other/.test(key)));
	await newOwner(emulator, "late");
	const later = await newOwner({ url: emulator.url, app: { ...emulator.app, appID: "other" } }, "late");
	assert.deepEqual(await emulator.snapshot.import(snapshot), { apps: ["emulator"] });
	await newOwner(emulator, "late");
	assert.equal((await call(emulator, mine.token, "GET", "/api/apps/emulator/users/me")).status, 200);
	for (const { token } of [other, later]) {
		assert.equal((await call(emulator, token, "GET", "/api/apps/other/users/me")).status, 200);
	}
	const { status, body: error } = await call(emulator, undefined, "GET", "/_emulator/snapshot?app=none");
	assert.deepEqual([status, error.errorCode], [404, "APP_NOT_FOUND"]);
});

test("clock, faults, journal and recorder stay; connections are closed", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const thing = await owner.onboard("v1");
	const snapshot = await emulator.snapshot.export();
	const { id } = await emulator.faults.add({
		on: "api",
		route: "GET /api/apps/:appID/things/:thingID",
		action: "respond",
		status: 500,
	});
	await emulator.clock.freeze(Date.UTC(2030, 0, 1));
	await emulator.recorder.start();
	const device = await connectDevice(emulator, "mqtt", endpointCredentials(thing.mqttEndpoint), { keepalive: 0 });
	const closed = ended(device);
	for (const document of [snapshot, await emulator.snapshot.export("emulator")])
		await emulator.snapshot.import(document);
	await closed;
	assert.equal(emulator.clock.state().iso, "2030-01-01T00:00:00.000Z");
	assert.equal((await emulator.faults.get(id))?.state, "active");
	assert.ok(emulator.journal.entries({ kind: "mqtt" }).length > 0);
	// It would be INVALID_STATUS for one that was forgotten.
	await emulator.recorder.stop();
});

test("a snapshot, and a reset, of one app leave the bodies of others", async () => {
	await using emulator = await createEmulator();
	const { token } = await newOwner(emulator);
	await body(emulator, token, Buffer.from("kept"));
	await emulator.apps.create({ appID: "other" });
	await emulator.snapshot.import(await emulator.snapshot.export("other"));
	assert.equal((await body(emulator, token)).toString(), "kept");
	await emulator.reset({ app: "other" });
	assert.equal((await body(emulator, token)).toString(), "kept");
});

test("a record that cannot be gone on with, or a topic of another app, is 400 and changes nothing", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const { target, mqttEndpoint } = await owner.onboard("v1");
	await owner.call("POST", `${target}/triggers`, {
		predicate: { eventSource: "SCHEDULE", schedule: "0 0 * * *" },
		triggersWhat: "SERVER_CODE",
		serverCode: { endpoint: "f" },
	});
	await emulator.apps.create({ appID: "other" });
	const refuse = async (document: object, path: RegExp) => {
		const before = await emulator.snapshot.export();
		const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", document);
		assert.deepEqual([reply.status, reply.body.errorCode], [400, "SNAPSHOT_INVALID"]);
		assert.match(reply.body.path, path);
		const after = await emulator.snapshot.export();
		assert.deepEqual({ ...after, takenAt: "" }, { ...before, takenAt: "" });
	};
	for (const app of [undefined, "emulator"]) {
		const good = await emulator.snapshot.export(app);
		for (const kind of ["trigger", "thing", "mqtt-endpoint"]) {
			const records = good.records.map((each) => (each.key.split("/")[2] === kind ? { ...each, value: null } : each));
			await refuse({ ...good, records }, /^records\[\d+\]\.value$/);
		}
		await refuse({ ...good, format: 99 }, /^format$/);
	}
	const other = await emulator.snapshot.export("other");
	const stolen = { key: `mqtt-topic/${mqttEndpoint.mqttTopic}`, value: { appID: "other", installationID: "i" } };
	await refuse({ ...other, records: [...other.records, stolen] }, /^records\[\d+\]\.key$/);
	// With it, what is done to the app would be done to the endpoint of the other.
	const { mqttTopic } = mqttEndpoint;
	for (const appID of ["other", "emulator"]) {
		const endpoint = {
			key: "app/other/mqtt-endpoint/i",
			value: { appID, installationID: "i", username: "u", password: "p", mqttTopic, expiresAt: 1 },
		};
		await refuse({ ...other, records: [...other.records, endpoint] }, /^records\[\d+\]\.value$/);
	}
	const foreign = { ...stolen, value: { appID: "emulator", installationID: "i" } };
	await refuse({ ...other, records: [...other.records, foreign] }, /^records\[\d+\]\.value$/);
});

test("what is no snapshot, or a newer one, is 400 and changes nothing", async () => {
	await using emulator = await createEmulator();
	const { token } = await newOwner(emulator);
	await body(emulator, token, Buffer.from("x"));
	const good = await emulator.snapshot.export();
	const wrong: readonly [object, string][] = [
		[{}, "kind"],
		[{ ...good, format: 2, version: "9.0.0" }, "format"],
		[{ ...good, records: [{ key: "x", value: 1 }] }, "records[0].key"],
		[{ ...good, records: [...good.records, good.records[0]] }, `records[${good.records.length}].key`],
		[{ ...good, records: [{ key: "app/none/server-code-current", value: "1" }] }, "records[0].key"],
		[{ ...good, bodies: [{ ...good.bodies[0], base64: "?" }] }, "bodies[0].base64"],
		[{ ...good, app: "other" }, "app"],
		[{ ...good, records: [{ key: "apps/a%2Fb", value: { ...emulator.app, appID: "a/b" } }] }, "records[0].value.appID"],
	];
	for (const [document, path] of wrong) {
		const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", document);
		assert.deepEqual([reply.status, reply.body.errorCode, reply.body.path], [400, "SNAPSHOT_INVALID", path]);
	}
	for (const [n, { key }] of good.records.entries()) {
		const records = good.records.with(n, { key, value: null });
		const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", { ...good, records });
		assert.deepEqual(
			[reply.status, reply.body.errorCode, reply.body.path],
			[400, "SNAPSHOT_INVALID", `records[${n}].value`],
		);
		assert.ok(reply.body.message.includes(key));
	}
	const object = good.records.findIndex(({ key }) => key.split("/")[2] === "object");
	for (const value of [null, 0, {}]) {
		const record = good.records[object];
		assert.ok(record);
		const damaged = { ...record, value: { ...(record.value as object), body: value } };
		const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", {
			...good,
			records: good.records.with(object, damaged),
		});
		assert.deepEqual([reply.status, reply.body.path], [400, `records[${object}].value`]);
		assert.match(reply.body.message, /must have body/);
	}
	const creation = { key: "app-creation/emulator", value: null };
	const bodyKey = { ...good.bodies[0], key: `${good.bodies[0]?.key}\u0000` };
	for (const [document, path] of [
		[{ ...good, records: [...good.records, creation] }, `records[${good.records.length}].value`],
		[{ ...good, bodies: [bodyKey] }, "bodies[0].key"],
	] as const) {
		const reply = await call(emulator, undefined, "PUT", "/_emulator/snapshot", document);
		assert.deepEqual([reply.status, reply.body.path], [400, path]);
	}
	const lost = await call(emulator, undefined, "PUT", "/_emulator/snapshot", { ...good, bodies: [] });
	assert.match(lost.body.path, /^records\[\d+\]\.value\.body$/);
	assert.equal((await body(emulator, token)).toString(), "x");
});

test("what no client could send is taken when it is a snapshot's: the deepest state, a result with any name", async () => {
	await using emulator = await createEmulator();
	const owner = await newOwner(emulator);
	const { target, thingID } = await owner.onboard("v1");
	let state: object = { deepest: true };
	for (let level = 1; level < 200; level++) state = { state };
	assert.ok((await owner.call("PUT", `${target}/states`, state)).status < 300);
	const good = await emulator.snapshot.export();
	const returnedValue = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": { "prototype": 1 } }');
	const value = { succeeded: true, returnedValue, executedAt: 1, endpoint: "main" };
	const key = `app/emulator/trigger-result/${encodeURIComponent(`thing:${thingID}`)}/t/1`;
	const records = [...good.records, { key, value }];
	const { status, body } = await call(emulator, undefined, "PUT", "/_emulator/snapshot", { ...good, records });
	assert.equal(status, 200, JSON.stringify(body));
	const { records: after } = await emulator.snapshot.export();
	assert.deepEqual(after.find((record) => record.key === key)?.value, value);
	assert.deepEqual((await owner.call("GET", `${target}/states`)).body, state);
});

test("saving answers with the file on disk; without a setting that names one it is refused", async (t) => {
	const folder = await temporaryFolder(t);
	await using emulator = await createEmulator({ dataDir: folder });
	const { status, body: saved } = await call(emulator, undefined, "POST", "/_emulator/snapshot");
	assert.equal(status, 200);
	const text = await readFile(saved.file);
	assert.equal(text.length, saved.bytes);
	assert.equal(JSON.parse(text.toString()).kind, "kii-emulator-snapshot");
	await using memory = await createEmulator();
	const refused = await call(memory, undefined, "POST", "/_emulator/snapshot");
	assert.deepEqual([refused.status, refused.body.errorCode], [409, "OPERATION_NOT_ALLOWED"]);
});

test("saving never overwrites a snapshot: with the clock standing still, and several at once, each has a file of its own", async (t) => {
	const folder = await temporaryFolder(t);
	await using emulator = await createEmulator({ dataDir: folder });
	await emulator.clock.freeze("2030-01-01");
	const { file } = await emulator.snapshot.save();
	const text = await readFile(file, "utf8");
	await newOwner(emulator);
	const saved = await Promise.all(Array.from({ length: 8 }, () => emulator.snapshot.save()));
	assert.equal(new Set([file, ...saved.map((each) => each.file)]).size, 9);
	assert.equal(await readFile(file, "utf8"), text);
	for (const each of saved) assert.equal((await readFile(each.file)).length, each.bytes);
	assert.equal((await readdir(join(folder, "snapshots"))).length, 9);
});

test("import and export-on-exit: two SIGINTs at once export once, and a file that is none is refused", {
	skip: process.platform === "win32",
}, async (t) => {
	const folder = await temporaryFolder(t);
	const file = join(folder, "state.json");
	const first = await createEmulator({ exportOnExit: file });
	const { token } = await newOwner(first);
	await first.close();
	const child = spawn(process.execPath, [cli, ...freePorts, "--import", file, "--export-on-exit", file], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: process.env.PATH },
	});
	t.after(() => child.kill("SIGKILL"));
	const line = await linesOf(child).waitFor(/^kii-emulator ready: /);
	const url = / http=(\S+)/.exec(line)?.[1] ?? "";
	assert.equal((await call({ url }, token, "GET", "/api/apps/emulator/users/me")).status, 200);
	await newOwner({ url, app: first.app }, "second");
	child.kill("SIGINT");
	child.kill("SIGINT");
	assert.deepEqual(await once(child, "exit"), [0, null]);
	const { records } = JSON.parse(await readFile(file, "utf8"));
	assert.ok(records.some((record: unknown) => JSON.stringify(record).includes('"second"')));
	assert.deepEqual(await readdir(folder), ["state.json"]);
	await writeFile(file, '{"kind":');
	await assert.rejects(createEmulator({ import: file }), { name: "SettingError", message: /^import: cannot import / });
});

test("kill -9 while a snapshot is written leaves the one before", { skip: process.platform === "win32" }, async (t) => {
	const folder = await temporaryFolder(t);
	const file = join(folder, "state.json");
	const first = await createEmulator({ exportOnExit: file });
	const { token } = await newOwner(first);
	for (let n = 0; n < 2; n++) await largeBody(first, token, `object-${n}`, 5 * 1024 * 1024);
	await first.close();
	const before = await readFile(file);
	const child = spawn(process.execPath, [cli, ...freePorts, "--import", file, "--export-on-exit", file], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: process.env.PATH },
	});
	t.after(() => child.kill("SIGKILL"));
	const line = await linesOf(child).waitFor(/^kii-emulator ready: /);
	const exited = once(child, "exit");
	const watching = watch(folder, { signal: AbortSignal.timeout(120_000) });
	const saving = call({ url: / http=(\S+)/.exec(line)?.[1] ?? "" }, undefined, "POST", "/_emulator/snapshot");
	saving.catch(() => {});
	for await (const { filename } of watching) if (filename?.endsWith(".new")) break;
	child.kill("SIGKILL");
	assert.deepEqual(await exited, [null, "SIGKILL"]);
	const after = await readFile(file);
	const [was, is] = [before, after].map((text) => JSON.parse(text.toString()));
	assert.deepEqual({ ...is, takenAt: "" }, { ...was, takenAt: "" });
});

async function largeBody(emulator: Emulator, token: string, name: string, size: number): Promise<void> {
	const path = `/api/apps/emulator/users/me/buckets/bucket/objects/${name}`;
	await call(emulator, token, "PUT", path, { a: 1 });
	const headers = { authorization: `Bearer ${token}`, "content-type": "image/png" };
	const reply = await fetch(`${emulator.url}${path}/body`, { method: "PUT", headers, body: new Uint8Array(size) });
	assert.equal(reply.status, 200);
}

test("a published body is published where a snapshot goes on, of all or of its app, and no more after a reset", async () => {
	await using first = await createEmulator();
	const owner = await newOwner(first);
	await body(first, owner.token, Buffer.from("body"));
	const path = "/api/apps/emulator/users/me/buckets/bucket/objects/object/body/publish";
	const published = await fetch(`${first.url}${path}`, {
		method: "POST",
		headers: { authorization: `Bearer ${owner.token}` },
	});
	assert.equal(published.status, 201);
	const { pathname } = new URL(((await published.json()) as { url: string }).url);
	const opened = async ({ url }: Emulator) => (await fetch(`${url}${pathname}`)).status;
	assert.equal(await opened(first), 200);
	for (const app of [undefined, "emulator"]) {
		const document = await first.snapshot.export(app);
		await using second = await createEmulator();
		await second.snapshot.import(document);
		assert.equal(await opened(second), 200);
		await second.reset({ app: "emulator" });
		assert.equal(await opened(second), 404);
		const { records } = await second.snapshot.export();
		assert.deepEqual(
			records.filter(({ key }) => key.startsWith("publication/")),
			[],
		);
	}
});
