import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { closed, connect, open, roundTrips } from "./transports.ts";

/**
 * Two connections nobody reads from here: one whose peer is alive and has sent much, and one whose peer is frozen.
 * The latter can only be ended by the time limit of the closing handshake.
 */
async function start(test: TestContext, name: "ws" | "wss") {
	const { listener, accept } = await open(test, name);
	const [frozen, toFrozen] = await Promise.all([connect(test, listener), accept()]);
	const [alive, toAlive] = await Promise.all([connect(test, listener), accept()]);
	frozen.socket.pause();
	toFrozen.stream.write(Buffer.alloc(32 * 1024 * 1024));
	alive.stream.resume();
	for (let i = 0; i < 20; i++) alive.stream.write(Buffer.alloc(64 * 1024));
	await roundTrips(test, listener, accept);
	const ends: string[] = [];
	const aliveEnds = closed(alive.socket).then(() => ends.push("alive"));
	return { listener, ends, aliveEnds, frozen, toFrozen: toFrozen.stream, toAlive: toAlive.stream };
}

for (const name of ["ws", "wss"] as const) {
	describe(`the closing handshake of the ${name} listener, though nobody reads here`, { timeout: 20_000 }, () => {
		it("is finished after destroy() without waiting for its time limit", async (test) => {
			const { ends, aliveEnds, frozen, toFrozen, toAlive } = await start(test, name);
			toFrozen.destroy();
			toAlive.destroy();
			// Deaf to frames, it never answers the close frame.
			frozen.socket.removeAllListeners("data");
			const frozenEnds = closed(frozen.socket.resume()).then(() => ends.push("frozen"));
			await Promise.all([aliveEnds, frozenEnds]);
			assert.deepEqual(ends, ["alive", "frozen"]);
		});

		it("is finished after the listener's close without waiting for its time limit", async (test) => {
			const { listener, ends, aliveEnds, toFrozen } = await start(test, name);
			const frozenEnds = closed(toFrozen).then(() => ends.push("frozen"));
			await Promise.all([aliveEnds, frozenEnds, listener.close()]);
			assert.deepEqual(ends, ["alive", "frozen"]);
		});
	});
}
