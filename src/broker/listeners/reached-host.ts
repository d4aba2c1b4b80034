import type { Socket } from "node:net";
import { carrierOf } from "../../system/reset-socket.ts";

/** An address without the prefix that marks IPv4 on a dual-stack socket; empty when the socket is already gone. */
export function plainAddress(address: string | undefined): string {
	return address?.replace(/^::ffff:(?=\d+\.)/i, "") ?? "";
}

/**
 * The host a client used to get here: `named` (TLS server name or Host header, with or without port and brackets),
 * or else the address it connected to. A name no host can have is ignored, as it may end up in replies to others.
 */
export function reachedHost(named: string | undefined, socket: Socket): string {
	const host = named ? /^(?:\[([\da-f:.]+)\]|([\w.-]{1,253}))(?::\d*)?$/i.exec(named) : null;
	return host?.[1] ?? host?.[2] ?? plainAddress(socket.localAddress);
}

/** The port that a client connected to: of what carries TLS, where there is TLS. */
export function reachedPort(socket: Socket): number | undefined {
	return (carrierOf(socket) ?? socket).localPort;
}
