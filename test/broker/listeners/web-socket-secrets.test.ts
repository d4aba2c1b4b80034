import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { recordLog } from "../record-log.ts";
import { open } from "./transports.ts";

test("a refused upgrade is logged without what browser clients put their tokens in", async (t) => {
	const log = recordLog();
	const { listener } = await open(t, "ws", { log });
	const base = `ws://127.0.0.1:${listener.port}`;
	for (const [url, protocol] of [
		[`${base}/elsewhere?access_token=secret`, "mqtt"],
		[`${base}/mqtt?access_token=secret`, "secret"],
	] as const) {
		const [error] = await once(new WebSocket(url, [protocol]).on("open", assert.fail), "error");
		assert.match(error.message, /40[04]/);
	}
	assert.deepEqual(
		log.warnings.map(({ path }) => path),
		["/elsewhere", "/mqtt"],
	);
	assert.doesNotMatch(JSON.stringify(log.lines), /secret/);
});
