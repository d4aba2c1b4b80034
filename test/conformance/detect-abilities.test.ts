import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bench } from "../../src/conformance/bench.ts";
import { detectAbilities } from "../../src/conformance/detect-abilities.ts";

/** A bench with a device that has asked for nothing, and that comes back by itself or does not. */
function benchOf(comesBack: boolean) {
	const done: string[] = [];
	const bench: Pick<Bench, "disconnect" | "restart" | "seen" | "until"> = {
		seen: () => undefined,
		disconnect: () => void done.push("disconnect"),
		restart: async () => void done.push("restart"),
		until: async ({ kind, type }) =>
			kind === "mqtt" && type === "connect" && comesBack ? ({ kind: "mqtt" } as never) : undefined,
	};
	return { bench: bench as Bench, done };
}

const session = { connection: 1, mqttTopic: "topic", keepalive: 10 };

test("a device reconnects when it was seen to; another one is started again", async () => {
	const faithful = benchOf(true);
	assert.deepEqual([...(await detectAbilities(faithful.bench, session))], ["reconnects"]);
	assert.deepEqual(faithful.done, ["disconnect"]);
	const other = benchOf(false);
	assert.deepEqual([...(await detectAbilities(other.bench, session))], []);
	assert.deepEqual(other.done, ["disconnect", "restart"]);
});
