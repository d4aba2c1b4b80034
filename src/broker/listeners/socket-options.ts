import type { ServerOpts } from "node:net";

/** For every server: small packets leave at once, and a peer that vanished is noticed even with MQTT keepalive 0. */
export const socketOptions: ServerOpts = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/** Milliseconds. */
export const defaultHandshakeTimeout = 10_000;
