import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { LabClock } from "./lab-clock.ts";
import { useLabTimers } from "./lab-timers.ts";
import { Quiet } from "./quiet.ts";

test("all is quiet when real work is done, and it is handed out in the order in which it began", async () => {
	const quiet = new Quiet(() => 0);
	const told: string[] = [];
	const ends = new Map<string, () => void>();
	const work = quiet.real((name: string) => new Promise<void>((resolve) => void ends.set(name, resolve)));
	for (const name of ["first", "second"]) void work(name).then(() => told.push(name));
	const settled = quiet.settled().then(() => told.push("quiet"));
	ends.get("second")?.();
	for (let turn = 0; turn < 100; turn++) await nextTurn();
	assert.deepEqual(told, []);
	ends.get("first")?.();
	await settled;
	assert.deepEqual(told, ["first", "second", "quiet"]);
});

test("work that fails is handed out, too", async () => {
	const quiet = new Quiet(() => 0);
	const failing = quiet.real(() => Promise.reject(new Error("no port")))();
	await Promise.all([assert.rejects(failing, /no port/), quiet.settled()]);
});

test("timers of this process go by the lab's clock, until they are given back", async () => {
	const { setTimeout: before } = globalThis;
	const clock = new LabClock();
	const giveBack = useLabTimers(clock);
	const ran: string[] = [];
	setTimeout((name: string) => ran.push(name), 60_000, "late").unref();
	clearTimeout(setTimeout(() => ran.push("called off"), 1000));
	setTimeout(() => ran.push("early"), 2000);
	giveBack();
	assert.equal(setTimeout, before);
	const began = clock.now();
	await clock.step();
	await clock.step();
	assert.deepEqual([...ran, clock.now() - began], ["early", "late", 60_000]);
});
