// An acknowledged write survives kill -9 of the emulator at any moment. KILLS=100 for more of them (npm run test:kill).
import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { wellKnownApp } from "../../src/core/app.ts";
import type { Urls } from "../../src/index.ts";
import { newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";
import { caller, check, manyObjects, objectBody, stateOverHttp, stateOverMqtt, writeUntilGone } from "./kill-load.ts";

const kills = Number(process.env.KILLS ?? 4);
/** Emulators in the process that is killed: to start a process is what takes the time, and each has a folder to lose. */
const emulators = 3;
const server = fileURLToPath(new URL("kill-server.js", import.meta.url));

interface Running {
	readonly child: ChildProcess;
	readonly urls: readonly Urls[];
}

async function start(t: TestContext, folders: readonly string[]): Promise<Running> {
	const child = fork(server, folders);
	t.after(() => child.kill("SIGKILL"));
	const [urls] = await Promise.race([
		once(child, "message"),
		once(child, "exit").then(([code]) => assert.fail(`the emulators did not start: exit code ${code}`)),
	]);
	return { child, urls };
}

/** What writes to one emulator, on and on. */
async function writersTo(urls: () => Urls) {
	const owner = await newOwner({ url: urls().http, app: wellKnownApp });
	const call = caller(() => urls().http, owner.token);
	const [first, second] = [await owner.onboard("thing-1"), await owner.onboard("thing-2")];
	const objects = `/api/apps/${wellKnownApp.appID}/users/me/buckets/bucket/objects`;
	await call("PUT", `${objects}/body`, "application/json", "{}");
	const overMqtt = stateOverMqtt("mqtt", call, second, urls);
	return {
		writers: [
			stateOverHttp("http", call, first),
			overMqtt,
			objectBody("body", call, objects),
			manyObjects("objects", call, objects),
		],
		disconnect: () => overMqtt.disconnect(),
	};
}

test(`nothing acknowledged is lost of ${emulators} emulators in ${kills} kills at random moments`, {
	timeout: 280_000 + kills * 20_000,
}, async (t) => {
	const folders: string[] = [];
	for (let n = 0; n < emulators; n++) folders.push(await temporaryFolder(t));
	let running = await start(t, folders);
	const loads = await Promise.all(folders.map((_, n) => writersTo(() => running.urls[n] as Urls)));
	const writers = loads.flatMap((load) => load.writers);

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
		for (const { disconnect } of loads) disconnect();
		running = await start(t, folders);
		await Promise.all(writers.map(check));
	}
	t.diagnostic(`${acknowledged} writes were acknowledged`);
	running.child.send("close");
	const [code] = await once(running.child, "exit");
	assert.equal(code, 0);
});
