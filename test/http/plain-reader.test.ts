import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import test from "node:test";
import { connect as connectTls } from "node:tls";
import { createEmulator } from "../../src/index.ts";

// As Java's HttpClient begins: HTTP/2, if the server will.
const upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n";

async function answers(socket: Socket, count: number): Promise<string> {
	let text = "";
	while (text.split("HTTP/1.1 ").length <= count || !text.endsWith("}"))
		text += String((await once(socket, "data"))[0]);
	return text;
}

for (const transport of ["http", "https"] as const) {
	test(`over ${transport}, a request that asks for HTTP/2 is answered in HTTP/1.1, body and all`, async () => {
		await using emulator = await createEmulator();
		const port = emulator.ports[transport];
		const socket =
			transport === "http"
				? connect(port, "127.0.0.1")
				: connectTls({ port, host: "127.0.0.1", ca: emulator.ca, servername: "localhost" });
		const body = '{"loginName":"somebody","password":"1234"}';
		const head = `POST /api/apps/emulator/users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
		// In two parts, so that the second comes behind the upgrade.
		socket.write(`${head}${upgrade}\r\n${body.slice(0, 10)}`);
		await once(socket, transport === "http" ? "connect" : "secureConnect");
		socket.write(body.slice(10));
		assert.match(await answers(socket, 1), /^HTTP\/1\.1 201 /);
		// The connection stays; the next one does not ask again.
		socket.write("GET /api/apps/emulator/users/me HTTP/1.1\r\nHost: localhost\r\n\r\n");
		assert.match(await answers(socket, 1), /^HTTP\/1\.1 401 /);
		socket.write(`GET /nothing HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`);
		assert.match(await answers(socket, 1), /^HTTP\/1\.1 404 /);
		const closed = once(socket, "close");
		// It is idle: a day would be longer than a test may take.
		await Promise.all([emulator.close(86_400_000), closed]);
	});
}
