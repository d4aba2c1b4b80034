import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { describe, it } from "node:test";
import { closed, connect, open, openSocket } from "./transports.ts";

/** Milliseconds: a loaded machine finishes a handshake within them, and a test waits no longer for one that is not finished. */
const handshakeTimeout = 1500;

describe("a handshake that is never finished", { timeout: 20_000 }, () => {
	for (const name of ["tls", "wss"] as const) {
		it(`ends the connection to ${name} during TLS`, async (test) => {
			const { listener } = await open(test, name, { handshakeTimeout: 100 });
			const socket = connectTcp(listener.port, "127.0.0.1");
			await closed(socket.resume());
		});
	}

	for (const name of ["ws", "wss"] as const) {
		for (const sent of ["", "GET /mqtt HTTP/1.1\r\nUpgrade: web"]) {
			it(`ends the connection to ${name} after ${sent.length} bytes of an upgrade request`, async (test) => {
				const { listener } = await open(test, name, { handshakeTimeout, onConnection: () => assert.fail() });
				const socket = await openSocket(name, listener.port);
				socket.on("error", () => {});
				socket.write(sent);
				await closed(socket.resume());
			});
		}

		it(`is not one of ${name} that was finished: the connection lives on`, async (test) => {
			const { listener, accept } = await open(test, name, { handshakeTimeout });
			const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
			const idle = connectTcp(listener.port, "127.0.0.1");
			idle.on("error", () => {});
			await closed(idle.resume());
			stream.write("alive");
			assert.equal(String((await once(peer.stream, "data"))[0]), "alive");
		});
	}
});
