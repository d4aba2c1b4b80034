import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TestContext } from "node:test";
import { connect as connectTls } from "node:tls";
import { createWebSocketStream, WebSocket } from "ws";
import { loadCertificates, type TlsMaterial } from "../../../src/broker/certificates.ts";
import type { Listener, ListenOptions } from "../../../src/broker/listeners/listener.ts";
import { listenTcp } from "../../../src/broker/listeners/tcp.ts";
import { listenTls } from "../../../src/broker/listeners/tls.ts";
import { listenWs } from "../../../src/broker/listeners/ws.ts";
import { listenWss } from "../../../src/broker/listeners/wss.ts";
import type { Connection, ListenerName } from "../../../src/broker/session.ts";
import type { Log } from "../../../src/core/ports.ts";

const silence = () => {};
export const silent: Log = { debug: silence, info: silence, warn: silence, error: silence };

/** Made once a test file. */
export const tls: TlsMaterial = await loadCertificates({
	minVersion: "TLSv1.2",
	extraNames: [],
	log: silent,
	now: Date.now(),
});

/** The far end of a connection. */
export interface Peer {
	/** The bytes it gets and sends. */
	readonly stream: Duplex;
	/** What carries them: pausing it freezes the peer, WebSocket and all. */
	readonly socket: Socket;
}

export const listenerNames: readonly ListenerName[] = ["tcp", "tls", "ws", "wss"];

/** Opens the listener and a way to take its connections in turn; closed when the test ends. */
export async function open(test: TestContext, name: ListenerName, options: Partial<ListenOptions> = {}) {
	const connections: Connection[] = [];
	const waiting: ((connection: Connection) => void)[] = [];
	const onConnection = (connection: Connection) => {
		const taker = waiting.shift();
		if (taker) taker(connection);
		else connections.push(connection);
	};
	const listener = await listen(name, { host: "127.0.0.1", port: 0, log: silent, onConnection, ...options });
	test.after(() => listener.close());
	const accept = () =>
		new Promise<Connection>((resolve) => {
			const connection = connections.shift();
			if (connection) resolve(connection);
			else waiting.push(resolve);
		});
	return { listener, accept };
}

export function listen(name: ListenerName, options: ListenOptions): Promise<Listener> {
	switch (name) {
		case "tcp":
			return listenTcp(options);
		case "ws":
			return listenWs(options);
		case "tls":
			return listenTls({ ...options, tls });
		case "wss":
			return listenWss({ ...options, tls });
	}
}

/** Connects and waits until the transport is ready for MQTT. */
export async function connect(test: TestContext, { name, port }: Listener, servername?: string): Promise<Peer> {
	const socket = await openSocket(name, port, servername);
	socket.on("error", silence);
	test.after(() => socket.destroy());
	if (name === "tcp" || name === "tls") return { stream: socket, socket };
	const webSocket = new WebSocket(`ws://${servername ?? "127.0.0.1"}:${port}/mqtt`, "mqtt", {
		createConnection: () => socket,
	});
	const stream = createWebSocketStream(webSocket);
	stream.on("error", silence);
	await once(webSocket, "open");
	return { stream, socket };
}

/** A socket to the port, with TLS established where the listener has it. */
export async function openSocket(name: ListenerName, port: number, servername?: string): Promise<Socket> {
	if (name === "tcp" || name === "ws") {
		const socket = connectTcp(port, "127.0.0.1");
		await once(socket, "connect");
		return socket;
	}
	const socket = connectTls({
		port,
		host: "127.0.0.1",
		ca: tls.ca,
		...(servername === undefined ? {} : { servername }),
	});
	await once(socket, "secureConnect");
	return socket;
}

/** When `stream` is gone, with an error or without. */
export function closed(stream: Duplex): Promise<void> {
	return new Promise((resolve) => stream.once("close", () => resolve()));
}

/** Connects, gets a byte echoed and leaves, `times` over: whatever else could make progress meanwhile has made it. */
export async function roundTrips(test: TestContext, listener: Listener, accept: () => Promise<Connection>, times = 20) {
	for (let i = 0; i < times; i++) {
		const [peer, { stream }] = await Promise.all([connect(test, listener), accept()]);
		stream.pipe(stream);
		peer.stream.write("x");
		await once(peer.stream, "data");
		peer.stream.destroy();
		await closed(stream);
	}
}
