import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { describe, it } from "node:test";
import { WebSocket } from "ws";
import { connect, open, tls } from "./transports.ts";

describe("the host a client used to get here", () => {
	for (const name of ["ws", "wss"] as const) {
		for (const [header, host] of [
			["emulator.test", "emulator.test"],
			["emulator.test:12470", "emulator.test"],
			["my_host:1", "my_host"],
			["10.1.2.3:12470", "10.1.2.3"],
			["[2001:db8::1]:12470", "2001:db8::1"],
			["[::1]", "::1"],
			['"} <script>', "127.0.0.1"],
			["", "127.0.0.1"],
		]) {
			it(`is ${host} for the Host header "${header}" of ${name}`, async (test) => {
				const { listener, accept } = await open(test, name);
				const webSocket = new WebSocket(`${name}://127.0.0.1:${listener.port}`, {
					ca: tls.ca,
					headers: { host: header },
				});
				test.after(() => webSocket.terminate());
				const [{ origin }] = await Promise.all([accept(), once(webSocket, "open")]);
				assert.equal(origin.reachedHost, host);
			});
		}
	}

	for (const host of ["127.0.0.1", "0.0.0.0"]) {
		it(`is, with its port, the address that a client on plain TCP came to, where the listener is at ${host}`, async (test) => {
			const { listener, accept } = await open(test, "tcp", { host });
			// Other systems have one loopback address only.
			const isLinux = process.platform === "linux";
			for (const to of host === "0.0.0.0" && isLinux ? ["127.0.0.1", "127.0.0.2"] : ["127.0.0.1"]) {
				const socket = connectTcp(listener.port, to);
				test.after(() => socket.destroy());
				const [{ origin }] = await Promise.all([accept(), once(socket, "connect")]);
				assert.deepEqual([origin.reachedHost, origin.reachedPort], [to, listener.port]);
			}
		});
	}

	it("is the server name of a TLS handshake", async (test) => {
		const { listener, accept } = await open(test, "tls");
		const [, { origin }] = await Promise.all([connect(test, listener, "mqtt-jp.kii.com"), accept()]);
		assert.equal(origin.reachedHost, "mqtt-jp.kii.com");
	});
});
