import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { duplexPair } from "./duplex-pair.ts";

test("an answer that is written while several writes come at once is not lost", async () => {
	const [near, far] = duplexPair();
	const heard: string[] = [];
	near.on("data", (chunk: Buffer) => void heard.push(`near ${chunk}`));
	far.on("data", (chunk: Buffer) => {
		heard.push(`far ${chunk}`);
		if (`${chunk}` === "hello world") far.write("hello");
	});
	near.on("data", () => near.end("goodbye"));
	// They flow then, so that what is written is heard at once.
	await nextTurn();
	near.cork();
	near.write("hello ");
	near.write("world");
	near.uncork();
	await Promise.all([once(near, "close"), once(far, "close")]);
	assert.deepEqual(heard, ["far hello world", "near hello", "far goodbye"]);
});
