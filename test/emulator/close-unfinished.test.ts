import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";

test("closing ends connections that never said a word, and TLS handshakes that never ended", {
	timeout: 20_000,
}, async () => {
	const emulator = await createEmulator();
	const ended: Promise<unknown>[] = [];
	for (const port of Object.values(emulator.ports)) {
		for (const first of ["", "\x16\x03\x01"]) {
			const socket = connect(port, "127.0.0.1")
				.resume()
				.on("error", () => {});
			ended.push(once(socket, "close"));
			await once(socket, "connect");
			socket.write(first);
		}
	}
	// Each is one of the server's by now: its connections are accepted in the order they came.
	await fetch(`${emulator.url}/_emulator/health`);
	await emulator.close(50);
	await Promise.all(ended);
});
