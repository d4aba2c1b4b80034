// What the command does when its disk is full: the system refuses every write, until there is room again. Here it does so by
// a limit on the size of files, which any process may lower and raise again.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { wellKnownApp } from "../../src/core/app.ts";
import { runCommand } from "../helpers/command.ts";
import { connectDevice, endpointCredentials } from "../helpers/device.ts";
import { call, newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";

const limitFiles = (pid: number | undefined, bytes: string) =>
	execFileSync("prlimit", ["--pid", `${pid}`, `--fsize=${bytes}:`]);

test("507 over HTTP and MQTT, nothing half done, reads go on; when there is room it works again, and a restart has all", {
	skip: process.platform === "linux" ? false : "the limits of another process are Linux's",
}, async (t) => {
	const folder = await temporaryFolder(t);
	const snapshot = join(folder, "snapshot.json");
	const args = ["--data-dir", join(folder, "data"), "--export-on-exit", snapshot];
	const first = runCommand(t, args);
	const { url, mqtt } = await first.urls();
	const owner = await newOwner({ url, app: wellKnownApp });
	const thing = await owner.onboard("lamp");
	const states = `${thing.target}/states`;
	const object = `/api/apps/${wellKnownApp.appID}/users/me/buckets/bucket/objects/object`;
	const body = async (at: string, bytes?: Buffer) => {
		const init = bytes === undefined ? {} : { method: "PUT", body: new Uint8Array(bytes) };
		const headers = { authorization: `Bearer ${owner.token}`, "content-type": "image/png" };
		const reply = await fetch(`${at}${object}/body`, { headers, ...init });
		return { status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()) };
	};
	assert.equal((await owner.call("PUT", states, { n: 1 })).status, 201);
	assert.equal((await owner.call("PUT", object, { n: 1 })).status, 201);
	const kept = Buffer.alloc(50_000, "kept ");
	assert.equal((await body(url, kept)).status, 200);
	assert.equal((await owner.call("POST", "/_emulator/snapshot")).status, 200);
	const exported = await readFile(snapshot);
	const urls = { mqtt, mqtts: "", ws: "", wss: "", http: url, https: "" };
	const device = await connectDevice({ urls, ca: "" }, "mqtt", endpointCredentials(thing.mqttEndpoint));
	const headers = { Authorization: `Bearer ${thing.accessToken}`, "Content-Type": "application/json" };

	limitFiles(first.child.pid, "1024");
	for (let time = 0; time < 2; time++) {
		const { status, body: error } = await owner.call("PUT", states, { n: 2 });
		assert.deepEqual([status, error.errorCode], [507, "STORAGE_FAILED"]);
		assert.match(error.message, /could not keep that in its data-dir: .*(?:File too large|EFBIG)/);
		const reply = await device.request("PUT", states, headers, '{"n":3}');
		assert.deepEqual([reply.status, JSON.parse(reply.body).errorCode], [507, "STORAGE_FAILED"]);
		assert.equal((await body(url, Buffer.alloc(50_000, "lost "))).status, 507);
		assert.equal((await owner.call("PUT", object, { n: 2 })).status, 507);
		assert.equal((await owner.call("DELETE", object)).status, 507);
		const saved = await owner.call("POST", "/_emulator/snapshot");
		assert.deepEqual([saved.status, saved.body.errorCode], [507, "STORAGE_FAILED"]);
		assert.match(saved.body.message, /cannot write .*snapshot\.json/);
	}
	assert.equal((await owner.call("GET", states)).body.n, 1);
	assert.equal((await owner.call("GET", object)).body.n, 1);
	assert.ok((await body(url)).bytes.equals(kept));
	assert.equal((await call({ url }, undefined, "GET", "/_emulator/health")).status, 200);

	limitFiles(first.child.pid, "unlimited");
	assert.equal((await device.request("PUT", states, headers, '{"n":4}')).status, 204);
	await device.close();
	first.child.kill("SIGKILL");
	await first.ended();

	const second = runCommand(t, args);
	const again = (await second.urls()).url;
	assert.equal((await call({ url: again }, owner.token, "GET", states)).body.n, 4);
	assert.equal((await call({ url: again }, owner.token, "GET", object)).body.n, 1);
	assert.ok((await body(again)).bytes.equals(kept));
	limitFiles(second.child.pid, "1024");
	second.child.kill("SIGTERM");
	const { code, stderr } = await second.ended();
	assert.equal(code, 1);
	assert.match(
		stderr,
		/^kii-emulator: export-on-exit: cannot write [^\n]+snapshot\.json, which is as it was: [^\n]+$/m,
	);
	assert.deepEqual(await readFile(snapshot), exported);
});
