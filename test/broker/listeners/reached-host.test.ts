import assert from "node:assert/strict";
import { once } from "node:events";
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

	it("is the server name of a TLS handshake", async (test) => {
		const { listener, accept } = await open(test, "tls");
		const [, { origin }] = await Promise.all([connect(test, listener, "mqtt-jp.kii.com"), accept()]);
		assert.equal(origin.reachedHost, "mqtt-jp.kii.com");
	});
});
