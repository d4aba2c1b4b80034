import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, it } from "node:test";
import { closed, connect, listen, listenerNames, open, openSocket, silent } from "./transports.ts";

const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
const skip = interfaces.some(({ family }) => family === "IPv6") ? false : "there is no IPv6 here";

for (const name of listenerNames) {
	describe(`the ${name} listener`, () => {
		it("says its name and the port the system chose", async (test) => {
			const { listener } = await open(test, name);
			assert.equal(listener.name, name);
			assert.ok(listener.port > 0);
		});

		it("carries bytes both ways", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			peer.stream.write(Buffer.from([0, 1, 0x80, 0xff]));
			assert.deepEqual((await once(stream, "data"))[0], Buffer.from([0, 1, 0x80, 0xff]));
			stream.write(Buffer.from([0xff, 0]));
			assert.deepEqual((await once(peer.stream, "data"))[0], Buffer.from([0xff, 0]));
		});

		it("says where the connection came from, IPv4 in its own notation also on a dual-stack socket", {
			skip,
		}, async (test) => {
			const { listener, accept } = await open(test, name, { host: "::" });
			const [, { origin }] = await Promise.all([connect(test, listener), accept()]);
			const { listener: by, remoteAddress, reachedHost, reachedPort, tls } = origin;
			assert.deepEqual([by, remoteAddress, reachedHost], [name, "127.0.0.1", "127.0.0.1"]);
			assert.equal(reachedPort, listener.port);
			assert.equal(tls !== undefined, name === "tls" || name === "wss");
		});

		it("rejects with the system's error when the port is in use", async (test) => {
			const { listener } = await open(test, name);
			const again = listen(name, { host: "127.0.0.1", port: listener.port, log: silent, onConnection: () => {} });
			await assert.rejects(again, { code: "EADDRINUSE", port: listener.port });
		});

		it("stopAccepting refuses newcomers and leaves the others alone", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			await listener.stopAccepting();
			await assert.rejects(openSocket(name, listener.port), { code: "ECONNREFUSED" });
			stream.write("still here");
			assert.equal(String((await once(peer.stream, "data"))[0]), "still here");
		});

		it("close ends every connection, also that of a peer which reads nothing", async (test) => {
			const { listener, accept } = await open(test, name);
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			const [frozen, toFrozen] = await Promise.all([connect(test, listener), accept()]);
			frozen.socket.pause();
			toFrozen.stream.write(Buffer.alloc(32 * 1024 * 1024));
			const ended = [stream, toFrozen.stream, peer.socket].map((end) => closed(end));
			stream.resume();
			peer.stream.resume();
			await listener.close();
			await Promise.all(ended);
			assert.equal(listener.close(), listener.close());
		});

		it("close ends a connection that never got as far as MQTT", async (test) => {
			const { listener } = await open(test, name);
			const socket = connectTcp(listener.port, "127.0.0.1");
			socket.on("error", () => {});
			await once(socket, "connect");
			const gone = closed(socket);
			await listener.close();
			await gone;
		});
	});
}
