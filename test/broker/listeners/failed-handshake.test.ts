import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { ListenerName } from "../../../src/broker/session.ts";
import { open, silent } from "./transports.ts";

type Line = [level: "debug" | "warn", bindings: { remoteAddress?: string }, message: string];

/** The first line that is logged when a client does this. */
async function firstLine(test: TestContext, name: ListenerName, act: (port: number) => Socket): Promise<Line> {
	return new Promise((resolve, reject) => {
		const log = {
			...silent,
			debug: (bindings: object, message: string) => resolve(["debug", bindings, message]),
			warn: (bindings: object, message: string) => resolve(["warn", bindings, message]),
		};
		open(test, name, { log, handshakeTimeout: 500 }).then(({ listener }) => {
			const socket = act(listener.port);
			socket.on("error", () => {});
			test.after(() => socket.destroy());
		}, reject);
	});
}

const host = "127.0.0.1";
const secure = (options: ConnectionOptions) => (port: number) => connectTls({ host, port, ...options });
const plain = (bytes: string) => (port: number) => {
	const socket = connectTcp(port, host);
	socket.write(bytes);
	return socket;
};

/** Says hello and answers the server's certificate with the alert for an unknown CA, as OpenSSL and mbed TLS do and Node does not. */
const distrustful = (port: number) => {
	const socket = connectTcp(port, host);
	const lines = new Duplex({
		read() {},
		write(hello, _encoding, done) {
			socket.write(hello, done);
		},
	});
	connectTls({ socket: lines, maxVersion: "TLSv1.2" }).on("error", () => {});
	socket.once("data", () => socket.write(Buffer.from([0x15, 3, 3, 0, 2, 2, 48])));
	return socket;
};

for (const name of ["tls", "wss"] as const) {
	describe(`a TLS handshake with ${name} that fails is reported with its reason:`, { timeout: 20_000 }, () => {
		const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;
		for (const [client, act, reason] of [
			["one that sends the alert for an unknown CA", distrustful, "the client does not trust the emulator's CA"],
			["an old one", secure(old), "the client's TLS version is below the lowest one allowed here"],
			["one of HTTP", plain("GET / HTTP/1.1\r\n\r\n"), "the client does not speak TLS"],
			["one of MQTT", plain("\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00"), "the client does not speak TLS"],
			["a silent one", (port: number) => connectTcp(port, host), "the client did not finish it in time"],
		] as const) {
			it(client, async (test) => {
				const [level, { remoteAddress }, message] = await firstLine(test, name, act);
				assert.deepEqual([level, remoteAddress, message], ["warn", host, `TLS handshake failed: ${reason}`]);
			});
		}

		it("a port probe, which just leaves, on level debug", async (test) => {
			const probe = (port: number) => {
				const socket = connectTcp(port, host, () => socket.destroy());
				return socket;
			};
			const [level, { remoteAddress }, message] = await firstLine(test, name, probe);
			assert.deepEqual([level, remoteAddress, message], ["debug", host, "left before the TLS handshake was done"]);
		});
	});
}
