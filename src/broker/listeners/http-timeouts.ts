import type { ServerOptions } from "node:http";
import type { ListenOptions } from "./listener.ts";
import { defaultHandshakeTimeout } from "./socket-options.ts";

/** Ends connections whose upgrade request does not arrive whole in time. */
export function httpTimeouts({ handshakeTimeout = defaultHandshakeTimeout }: ListenOptions): ServerOptions {
	return {
		headersTimeout: handshakeTimeout,
		requestTimeout: handshakeTimeout,
		connectionsCheckingInterval: Math.min(handshakeTimeout, 1000),
	};
}
