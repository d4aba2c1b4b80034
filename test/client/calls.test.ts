import assert from "node:assert/strict";
import { test } from "node:test";
import { ControlError, connectEmulator } from "../../src/client.ts";
import { scripted } from "./scripted.ts";

test("calls are those of the control API; an app's are limited to it", async () => {
	const { control, calls } = scripted(({ path }) =>
		path === "/_emulator/apps"
			? [201, { appID: "a b", appKey: "k", adminToken: "t" }]
			: [200, { faults: [], entries: [], id: "f/1" }],
	);
	const app = await control.newApp();
	await app.clock.freeze(new Date(5));
	await app.clock.advance(7);
	await control.clock.set("2026-01-01T00:00:00Z");
	await app.journal.entries({ kind: "push", since: 3, limit: 10 });
	await app.journal.clear();
	await (await app.faults.add({ on: "puback", action: "drop", times: 2 })).remove();
	await control.faults.add({ on: "network", action: "refuse" });
	await app.faults.list();
	await app.faults.clear();
	await app.reset({ keepConnections: true });
	await app.seed.set({ version: 1 });
	await app.recorder.start();
	await control.advertised.set({ host: "h" });
	await control.snapshot.get({ app: "x" });
	await app.call("PUT", "/api/apps/a", { x: 1 }, { contentType: "text/plain" });
	await app.delete();
	assert.deepEqual(
		calls.map(({ method, path, body }) => `${method} ${path}${body === undefined ? "" : ` ${body}`}`),
		[
			"POST /_emulator/apps {}",
			'POST /_emulator/clock/freeze?app=a%20b {"at":5}',
			'POST /_emulator/clock/advance?app=a%20b {"ms":7}',
			'POST /_emulator/clock/set {"now":"2026-01-01T00:00:00Z"}',
			"GET /_emulator/journal?app=a%20b&kind=push&since=3&limit=10",
			"DELETE /_emulator/journal?app=a%20b",
			'POST /_emulator/faults {"app":"a b","on":"puback","action":"drop","times":2}',
			"DELETE /_emulator/faults/f%2F1",
			'POST /_emulator/faults {"on":"network","action":"refuse"}',
			"GET /_emulator/faults?app=a%20b",
			"DELETE /_emulator/faults?app=a%20b",
			"POST /_emulator/reset?app=a%20b&keepConnections=1",
			'PUT /_emulator/seed?app=a%20b {"version":1}',
			"POST /_emulator/recorder/start?app=a%20b",
			'PUT /_emulator/advertised {"host":"h"}',
			"GET /_emulator/snapshot?app=x",
			'PUT /api/apps/a {"x":1}',
			"DELETE /_emulator/apps/a%20b",
		],
	);
	const call = calls.find(({ path }) => path === "/api/apps/a");
	assert.deepEqual(call?.headers, { authorization: "Bearer t", "content-type": "text/plain" });
});

test("a refusal is an error that says which call, which code and why", async () => {
	const { control } = scripted(() => [404, { errorCode: "APP_NOT_FOUND", message: "App x was not found", appID: "x" }]);
	await assert.rejects(control.apps.get("x"), (error) => {
		assert.ok(error instanceof ControlError);
		assert.deepEqual([error.status, error.errorCode], [404, "APP_NOT_FOUND"]);
		assert.equal(error.message, "GET /_emulator/apps/x was answered 404 APP_NOT_FOUND: App x was not found");
		return true;
	});
});

test("where no emulator is, the message says where it was looked for", async () => {
	await assert.rejects(
		connectEmulator("http://127.0.0.1:1/"),
		/^Error: no emulator answers at http:\/\/127\.0\.0\.1:1: /,
	);
});

test("an option or field that there is not is refused before any call", async () => {
	const { control, calls } = scripted(() => [200, { appID: "a", userID: "u", _accessToken: "t" }]);
	const app = await control.newApp();
	const owner = await app.newOwner();
	const made = calls.length;
	const wrong: [() => unknown, RegExp][] = [
		[
			() => control.reset({ keepConections: true } as object),
			/^keepConections is no option of reset; did you mean keep/,
		],
		[() => app.reset({ app: "x" } as object), /^app is no option of reset; there are keepConnections$/],
		[() => control.snapshot.get({ ap: "x" } as object), /^ap is no option of snapshot.get/],
		[() => control.clock.advance(1, { sgnal: 1 } as object), /^sgnal is no option of clock.advance/],
		[() => app.clock.set(1, { timeoutMs: 1 } as object), /^timeoutMs is no option of clock.set/],
		[() => app.newOwner({ loginname: "x" } as object), /^loginname is no field of a new owner/],
		[() => app.call("GET", "/", undefined, { tokn: "x" } as object), /^tokn is no option of call; did you mean token/],
		[() => owner.call("GET", "/", undefined, { token: "x" } as object), /^token is no option of call/],
		[() => owner.sendCommand("th", [], { schem: "x" } as object), /^schem is no field of a command/],
		[() => owner.onboard({ thingPasword: "x" } as never), /^thingPasword is no field of a thing to onboard/],
		[() => connectEmulator("http://127.0.0.1:1", { tokn: "x" } as object), /^tokn is no option of connectEmulator/],
		[() => connectEmulator("http://127.0.0.1:1", { ports: { mqtt: 1 } } as object), /^mqtt is no port of an emulator/],
	];
	for (const [act, message] of wrong) {
		await assert.rejects(async () => act(), { name: "TypeError", message });
	}
	assert.equal(calls.length, made);
});
