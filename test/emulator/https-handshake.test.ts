import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { createEmulator } from "../../src/index.ts";

test("what is no TLS on the HTTPS port is logged with the reason and the client's address", async () => {
	let warned: (line: { bindings: object; message: string }) => void = () => {};
	const warning = new Promise<{ bindings: object; message: string }>((resolve) => {
		warned = resolve;
	});
	const log = {
		debug() {},
		info() {},
		error() {},
		warn: (bindings: object, message: string) => warned({ bindings, message }),
	};
	await using emulator = await createEmulator({ log });
	const socket = connect(emulator.ports.https, "127.0.0.1").on("error", () => {});
	socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
	const { bindings, message } = await warning;
	assert.deepEqual({ ...bindings, reason: "" }, { listener: "https", remoteAddress: "127.0.0.1", reason: "" });
	assert.match(message, /does not speak TLS/);
	socket.destroy();
});
