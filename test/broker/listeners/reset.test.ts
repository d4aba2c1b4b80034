import assert from "node:assert/strict";
import { once } from "node:events";
import test from "node:test";
import { connect, listenerNames, open } from "./transports.ts";

for (const name of listenerNames) {
	test(`${name}: a reset connection is an ECONNRESET for the client`, async (t) => {
		const { listener, accept } = await open(t, name);
		const [peer, connection] = await Promise.all([connect(t, listener), accept()]);
		peer.stream.on("error", () => {});
		connection.stream.write("last words");
		assert.equal(String(await once(peer.stream, "data")), "last words");
		const failed = once(peer.socket, "error");
		connection.reset?.();
		const [error] = await failed;
		assert.equal(error.code, "ECONNRESET");
	});
}
