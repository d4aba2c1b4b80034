// An acknowledged write survives kill -9 of the emulator at any moment. KILLS=100 for more of them (npm run test:kill).
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { wellKnownApp } from "../../src/core/app.ts";
import { linesOf } from "../helpers/lines.ts";
import { newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";
import { caller, check, manyObjects, objectBody, stateOverHttp, stateOverMqtt, writeUntilGone } from "./kill-load.ts";

const kills = Number(process.env.KILLS ?? 12);
const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
const freePorts = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);

interface Running {
	readonly child: ChildProcess;
	readonly http: string;
	readonly mqtt: string;
}

async function start(t: TestContext, dataDir: string): Promise<Running> {
	const child = spawn(process.execPath, [cli, ...freePorts, "--data-dir", dataDir, "--log-level=warn"], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { PATH: process.env.PATH },
	});
	t.after(() => child.kill("SIGKILL"));
	const line = await linesOf(child).waitFor(/^kii-emulator ready: /);
	const urlOf = (name: string) => new RegExp(` ${name}=(\\S+)`).exec(line)?.[1] ?? "";
	return { child, http: urlOf("http"), mqtt: urlOf("mqtt") };
}

test(`nothing acknowledged is lost in ${kills} kills at random moments`, {
	timeout: 30_000 + kills * 30_000,
}, async (t) => {
	const dataDir = await temporaryFolder(t);
	let running = await start(t, dataDir);
	const { appID } = wellKnownApp;
	const owner = await newOwner({ url: running.http, app: wellKnownApp });
	const call = caller(() => running.http, owner.token);
	const things = [];
	for (let n = 0; n < 4; n++) things.push(await owner.onboard(`thing-${n}`));
	const [first, second, third, fourth] = things as [(typeof things)[0], ...typeof things];
	assert.ok(second && third && fourth);
	const objects = `/api/apps/${appID}/users/me/buckets/bucket/objects`;
	for (const name of ["body-1", "body-2"]) await call("PUT", `${objects}/${name}`, "application/json", "{}");
	const overMqtt = [third, fourth].map((thing, n) => stateOverMqtt(`mqtt-${n}`, call, thing, () => running));
	const writers = [
		stateOverHttp("http-0", call, first),
		stateOverHttp("http-1", call, second),
		...overMqtt,
		objectBody("body-1", call, objects),
		objectBody("body-2", call, objects),
		manyObjects("objects", call, objects),
	];

	let acknowledged = 0;
	for (let round = 1; round <= kills; round++) {
		const { child } = running;
		// Not right behind an answer, where a timer would be: in the middle of the writes of all the others.
		let until = 1 + Math.floor(Math.random() * 150);
		const onAcknowledged = () => {
			acknowledged++;
			if (--until === 0) child.kill("SIGKILL");
		};
		const writing = writers.map((each) => writeUntilGone(each, onAcknowledged));
		await once(child, "exit");
		await Promise.all(writing);
		for (const each of overMqtt) each.disconnect();
		running = await start(t, dataDir);
		for (const each of writers) await check(each);
	}
	t.diagnostic(`${acknowledged} writes were acknowledged`);
	running.child.kill("SIGTERM");
	const [code] = await once(running.child, "exit");
	assert.equal(code, 0);
});
