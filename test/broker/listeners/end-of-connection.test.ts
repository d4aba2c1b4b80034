import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { closed, connect, listenerNames, open, roundTrips } from "./transports.ts";

for (const name of listenerNames) {
	describe(`the end of a connection to the ${name} listener`, () => {
		it("destroy() reaches the peer", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			const gone = Promise.all([closed(peer.socket), closed(stream)]);
			peer.stream.resume();
			stream.destroy();
			await gone;
			assert.equal(stream.destroyed, true);
		});

		it("destroy() is not held up by a peer that neither reads nor answers", { timeout: 20_000 }, async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			peer.socket.pause();
			stream.write(Buffer.alloc(48 * 1024 * 1024));
			stream.destroy();
			await closed(stream);
			await listener.close();
			// Deaf to WebSocket frames, the peer only learns of the end when its socket ends.
			peer.socket.removeAllListeners("data");
			await closed(peer.socket.resume());
		});

		it("an error is an event of the stream, then close", async (test) => {
			const { listener, accept } = await open(test, name);
			const [, { stream }] = await Promise.all([connect(test, listener), accept()]);
			const failed = once(stream, "error");
			const ended = closed(stream);
			stream.destroy(new Error("enough"));
			assert.equal(((await failed)[0] as Error).message, "enough");
			await ended;
		});

		it("the sudden death of a peer closes the stream, whether data were waiting or not", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			const ended = closed(stream);
			stream.resume();
			stream.write("never read");
			peer.socket.destroy();
			await ended;
			stream.write("to nobody");
			stream.end();
		});

		it("what the peer sent before it left is still delivered, even to a slow reader", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			peer.stream.end("last words");
			await once(stream, "readable");
			peer.stream.resume();
			await roundTrips(test, listener, accept);
			const read: string[] = [];
			const ended = closed(stream);
			stream.on("data", (data) => read.push(String(data)));
			await ended;
			assert.deepEqual(read, ["last words"]);
		});
	});
}
