import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { connect, listenerNames, open, roundTrips } from "./transports.ts";

const megabyte = 1024 * 1024;
/** Well above what the system's socket buffers take. */
const plenty = 48 * megabyte;

for (const name of listenerNames) {
	describe(`back-pressure of the ${name} listener`, () => {
		it("a peer that floods a consumer which does not read is stopped", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			const chunk = Buffer.alloc(megabyte / 16, 7);
			for (let sent = 0; sent < plenty; sent += chunk.length) peer.stream.write(chunk);
			await roundTrips(test, listener, accept);
			assert.ok(stream.readableLength <= megabyte, `${stream.readableLength} bytes were buffered`);
			assert.ok(peer.stream.writableLength > 0, "the peer got rid of everything");

			let received = 0;
			stream.on("data", (data) => {
				received += data.length;
			});
			while (received < plenty) await once(stream, "data");
			assert.equal(received, plenty);
		});

		it("writableLength stays up while the peer does not read, and drain comes when it does", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			peer.socket.pause();
			const chunk = Buffer.alloc(megabyte / 16, 7);
			let flowing = true;
			for (let sent = 0; sent < plenty; sent += chunk.length) flowing = stream.write(chunk);
			assert.equal(flowing, false);
			await roundTrips(test, listener, accept);
			assert.ok(stream.writableLength > plenty / 2, `only ${stream.writableLength} bytes are waiting`);
			assert.equal(stream.writableNeedDrain, true);

			const drained = once(stream, "drain");
			let received = 0;
			peer.stream.on("data", (data) => {
				received += data.length;
			});
			peer.socket.resume();
			await drained;
			assert.equal(stream.writableLength, 0);
			while (received < plenty) await once(peer.stream, "data");
			assert.equal(received, plenty);
		});

		it("what is corked counts as waiting and leaves when uncorked", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			stream.cork();
			stream.write("abc");
			stream.write("de");
			assert.equal(stream.writableLength, 5);
			stream.uncork();
			assert.equal(String((await once(peer.stream, "data"))[0]), "abcde");
			assert.equal(stream.writableLength, 0);
		});
	});
}
