// An acknowledged write survives kill -9 of the emulator at any moment. KILLS=100 for more of them (npm run test:kill).
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { type TestContext, test } from "node:test";
import { wellKnownApp } from "../../src/core/app.ts";
import type { Urls } from "../../src/index.ts";
import { newOwner } from "../helpers/owner.ts";
import { temporaryFolder } from "../store/embedded-folder.ts";
import { caller, check, manyObjects, objectBody, stateOverHttp, stateOverMqtt, writeUntilGone } from "./kill-load.ts";
import { forkEmulator } from "./killable-emulator.ts";

const kills = Number(process.env.KILLS ?? 3);
/** Beside each other, each with a folder of its own: while one starts, another is at work. */
const lanes = kills < 10 ? 1 : 2;
/** Every so many kills of an emulator at work, one that is only starting on what was left is killed, too. */
const perKillAtStart = 4;
/** Milliseconds within which a start is most of the time still under way. */
const starting = 250;

/** What writes to one emulator, on and on. */
async function writersTo(urls: () => Urls) {
	const owner = await newOwner({ url: urls().http, app: wellKnownApp });
	const call = caller(() => urls().http, owner.token);
	const objects = `/api/apps/${wellKnownApp.appID}/users/me/buckets/bucket/objects`;
	for (const name of ["body-1", "body-2"]) await call("PUT", `${objects}/${name}`, "application/json", "{}");
	const overMqtt = await Promise.all(
		["mqtt-1", "mqtt-2", "mqtt-3"].map(async (name) => stateOverMqtt(name, call, await owner.onboard(name), urls)),
	);
	return {
		writers: [
			...overMqtt,
			stateOverHttp("http", call, await owner.onboard("http")),
			objectBody("body-1", call, objects),
			objectBody("body-2", call, objects),
			manyObjects("objects", call, objects),
		],
		disconnect() {
			for (const each of overMqtt) each.disconnect();
		},
	};
}

interface Toll {
	acknowledged: number;
	atWork: number;
	atStart: number;
}

/** Kills emulators on one folder, one after the other. */
async function killAgainAndAgain(t: TestContext, times: number, toll: Toll): Promise<void> {
	const folder = await temporaryFolder(t);
	let emulator = forkEmulator(t);
	let urls = (await emulator.start(folder)) as Urls;
	const { writers, disconnect } = await writersTo(() => urls);
	for (let round = 1; round <= times; round++) {
		let next = forkEmulator(t);
		// Not right behind an answer, where a timer would be: in the middle of the writes of all the others.
		let until = 1 + Math.floor(Math.random() * 300);
		const onAcknowledged = () => {
			toll.acknowledged++;
			if (--until === 0) emulator.kill();
		};
		const writing = writers.map((each) => writeUntilGone(each, onAcknowledged));
		assert.equal(await emulator.gone, null);
		toll.atWork++;
		await Promise.all(writing);
		disconnect();
		if (round % perKillAtStart === 1) {
			const killed = next;
			const timer = setTimeout(() => killed.kill(), Math.random() * starting);
			if ((await killed.start(folder)) === undefined) toll.atStart++;
			clearTimeout(timer);
			killed.kill();
			next = forkEmulator(t);
			await killed.gone;
		}
		emulator = next;
		urls = (await emulator.start(folder)) as Urls;
		await Promise.all(writers.map(check));
	}
	assert.equal(await emulator.close(), 0);
	const left = (await readdir(folder)).filter((name) => /kept|\.new$|\.tmp$/.test(name));
	assert.deepEqual(left, [], "what killed emulators had put aside is gone");
}

test(`nothing acknowledged is lost in ${kills} kills at random moments`, {
	timeout: 120_000 + kills * 20_000,
}, async (t) => {
	const toll: Toll = { acknowledged: 0, atWork: 0, atStart: 0 };
	const shares = Array.from({ length: lanes }, (_, lane) => Math.floor((kills + lane) / lanes));
	await Promise.all(shares.map((times) => killAgainAndAgain(t, times, toll)));
	assert.equal(toll.atWork, kills);
	t.diagnostic(
		`${toll.acknowledged} writes were acknowledged, ${toll.atWork} emulators killed at work, ${toll.atStart} at their start`,
	);
});
