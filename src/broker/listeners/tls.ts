import { createServer } from "node:tls";
import { resetSocket } from "../../system/reset-socket.ts";
import { tlsServerOptions } from "../certificates/tls-server-options.ts";
import { dropFailedHandshakes } from "./drop-failed-handshakes.ts";
import type { Listener, SecureListenOptions } from "./listener.ts";
import { openListener } from "./open-listener.ts";
import { plainAddress, reachedHost, reachedPort } from "./reached-host.ts";
import { defaultHandshakeTimeout, socketOptions } from "./socket-options.ts";
import { tlsFacts } from "./tls-facts.ts";

/** MQTT on a TLS socket. No server name (SNI) is needed. */
export async function listenTls(options: SecureListenOptions): Promise<Listener> {
	const { log, handshakeTimeout = defaultHandshakeTimeout } = options;
	const server = createServer({ ...socketOptions, ...tlsServerOptions(options.tls), handshakeTimeout }, (socket) => {
		const remoteAddress = plainAddress(socket.remoteAddress);
		socket.on("error", (error) => {
			log.debug({ listener: "tls", remoteAddress, error: error.message }, "connection failed");
		});
		options.onConnection({
			stream: socket,
			origin: {
				listener: "tls",
				remoteAddress,
				reachedHost: reachedHost(socket.servername || undefined, socket),
				reachedPort: reachedPort(socket),
				tls: tlsFacts(socket),
			},
			reset: () => resetSocket(socket),
		});
	});
	dropFailedHandshakes("tls", server, log, options.onFailedHandshake);
	const listener = await openListener("tls", server, options);
	return { ...listener, useTls: (tls) => server.setSecureContext(tlsServerOptions(tls)) };
}
