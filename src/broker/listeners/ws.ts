import { createServer } from "node:http";
import { acceptWebSockets } from "./accept-web-sockets.ts";
import { httpTimeouts } from "./http-timeouts.ts";
import type { Listener, ListenOptions } from "./listener.ts";
import { openListener } from "./open-listener.ts";
import { socketOptions } from "./socket-options.ts";

/** MQTT over WebSocket. */
export function listenWs(options: ListenOptions): Promise<Listener> {
	const server = createServer({ ...socketOptions, ...httpTimeouts(options) });
	return openListener("ws", server, options, acceptWebSockets("ws", server, options));
}
