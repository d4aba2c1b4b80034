import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { tlsServerOptions } from "../../src/broker/certificates.ts";
import { listenHttp } from "../../src/http/listen.ts";
import { tls } from "../broker/listeners/transports.ts";
import { createTestHttp } from "../helpers/http.ts";

test("a TLS handshake that takes too long ends the connection", { timeout: 20_000 }, async () => {
	const { app } = await createTestHttp();
	const options = { app, host: "127.0.0.1", port: 0, tls: tlsServerOptions(tls), headerTimeout: 20 };
	const server = await listenHttp(options);
	for (const hello of ["", "\x16\x03\x01"]) {
		const socket = connect(server.port, "127.0.0.1").resume();
		socket.write(hello);
		await once(socket, "close");
	}
	await server.close(0);
});
