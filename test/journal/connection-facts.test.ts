import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { test } from "node:test";
import { connect } from "node:tls";
import { generate } from "mqtt-packet";
import { WebSocket } from "ws";
import { createEmulator } from "../../src/index.ts";
import type { ConnectionEntry } from "../../src/journal/entry.ts";

const connectPacket = { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, clientId: "x" } as const;

test("the end of a connection says who ended it: the client, the network, or the broker", async () => {
	await using emulator = await createEmulator();
	const end = async (leave: (socket: ReturnType<typeof connectTcp>) => void) => {
		const since = emulator.journal.page({ since: Number.MAX_SAFE_INTEGER }).next;
		const socket = connectTcp(emulator.ports.tcp, "localhost");
		socket.on("error", () => {});
		await once(socket, "connect");
		await emulator.journal.wait({ match: { kind: "connection", event: "open" }, since });
		leave(socket);
		socket.resume();
		const { entries } = await emulator.journal.wait({ match: { kind: "connection", event: "close" }, since });
		return (entries[0] as ConnectionEntry).endedBy;
	};
	assert.equal(await end((socket) => socket.end()), "client");
	assert.equal(await end((socket) => socket.resetAndDestroy()), "network");
	assert.equal(await end((socket) => socket.write(generate(connectPacket))), "broker");
});

test("the beginning of a connection has its port, TLS and server name", async () => {
	await using emulator = await createEmulator();
	for (const servername of ["localhost", undefined]) {
		const since = emulator.journal.page({ since: Number.MAX_SAFE_INTEGER }).next;
		const named = servername === undefined ? {} : { servername };
		const socket = connect({ port: emulator.ports.tls, host: "127.0.0.1", ca: emulator.ca, ...named });
		await once(socket, "secureConnect");
		const { entries } = await emulator.journal.wait({ match: { kind: "connection", event: "open" }, since });
		const { reachedPort, tls } = entries[0] as ConnectionEntry;
		assert.equal(reachedPort, emulator.ports.tls);
		assert.equal(tls?.version, "TLSv1.3");
		assert.match(tls.cipher, /^TLS_/);
		assert.equal(tls.serverName, servername);
		socket.destroy();
	}
});

test("of a connection over WebSocket there are subprotocols, pings, text and close codes", async () => {
	await using emulator = await createEmulator();
	const webSocket = new WebSocket(emulator.urls.ws, ["mqtt", "mqttv3.1"]);
	await once(webSocket, "open");
	webSocket.ping();
	await once(webSocket, "pong");
	// What MQTT is in a text frame: seldom UTF-8, and told as text all the same.
	webSocket.send(Buffer.from([0x10, 0x80, 0x01]), { binary: false });
	await once(webSocket, "close");
	const match = { kind: "connection", event: "frame", frame: { type: "close" } };
	await emulator.journal.wait({ match });
	const entries = emulator.journal.entries({ kind: "connection" }) as readonly ConnectionEntry[];
	assert.deepEqual(entries[0]?.subprotocols, ["mqtt", "mqttv3.1"]);
	assert.deepEqual(
		entries.flatMap(({ frame }) => (frame === undefined ? [] : [frame])),
		[
			{ direction: "in", type: "ping" },
			{ direction: "in", type: "text" },
			{ direction: "in", type: "close", code: 1003 },
		],
	);
});

test("a request that does not become a WebSocket has the HTTP status and why; no secret of its subprotocols", async () => {
	await using emulator = await createEmulator();
	const { ws } = emulator.urls;
	const token = "a-token-that-is-as-long-as-those-of-Kii";
	const refusals = [
		[ws.replace(/\/mqtt$/, "/elsewhere"), ["mqtt"], 404, "the path for MQTT is /mqtt", ["mqtt"]],
		[ws, ["soap", token], 400, "the subprotocol must be mqtt or mqttv3.1", ["soap", `***${token.slice(-4)}`]],
	] as const;
	for (const [url, offered, status, reason, subprotocols] of refusals) {
		const since = emulator.journal.page({ since: Number.MAX_SAFE_INTEGER }).next;
		const [error] = await once(new WebSocket(url, [...offered]), "error");
		assert.match(error.message, new RegExp(`${status}`));
		const { seq, time, elapsed, remoteAddress, ...entry } =
			(emulator.journal.entries({ kind: "connection", since })[0] as ConnectionEntry) ?? assert.fail();
		const where = { kind: "connection", event: "upgrade-refused", listener: "ws", reachedHost: new URL(ws).hostname };
		assert.deepEqual(entry, { ...where, status, reason, subprotocols });
	}
	// As the library of WebSockets has it, and a browser that goes to the port.
	const http = ws.replace("ws:", "http:");
	const since = emulator.journal.page({ since: Number.MAX_SAFE_INTEGER }).next;
	await fetch(http);
	const socket = connectTcp(emulator.ports.ws, "localhost");
	socket.write("GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
	const [answer] = await once(socket, "data");
	assert.match(`${answer}`, /^HTTP\/1.1 400 Bad Request[\s\S]*Sec-WebSocket-Key/);
	socket.destroy();
	const told = emulator.journal.entries({ kind: "connection", since }) as readonly ConnectionEntry[];
	assert.deepEqual(
		told.map(({ event, status }) => [event, status]),
		[
			["upgrade-refused", 426],
			["upgrade-refused", 400],
		],
	);
});
