import { createServer } from "node:https";
import { tlsServerOptions } from "../certificates/tls-server-options.ts";
import { acceptWebSockets } from "./accept-web-sockets.ts";
import { dropFailedHandshakes } from "./drop-failed-handshakes.ts";
import { httpTimeouts } from "./http-timeouts.ts";
import type { Listener, SecureListenOptions } from "./listener.ts";
import { openListener } from "./open-listener.ts";
import { defaultHandshakeTimeout, socketOptions } from "./socket-options.ts";

/** MQTT over WebSocket over TLS. */
export async function listenWss(options: SecureListenOptions): Promise<Listener> {
	const { handshakeTimeout = defaultHandshakeTimeout } = options;
	const server = createServer({
		...socketOptions,
		...httpTimeouts(options),
		...tlsServerOptions(options.tls),
		handshakeTimeout,
	});
	dropFailedHandshakes("wss", server, options.log, options.onFailedHandshake);
	const listener = await openListener("wss", server, options, acceptWebSockets("wss", server, options));
	return { ...listener, useTls: (tls) => server.setSecureContext(tlsServerOptions(tls)) };
}
