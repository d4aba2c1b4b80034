import { type Server, Socket } from "node:net";
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

/** This side of a connection. */
export interface LocalEnd {
	readonly host: string;
	readonly port: number | undefined;
}

/**
 * Where the sockets of a listening server end. Of one that listens at a single address that is known before they come: to ask the
 * system for each of them is one of the dearer things that a connect takes.
 */
export function localEnds(server: Server): (socket: Socket) => LocalEnd {
	let end: LocalEnd | "various" | undefined;
	return (socket) => {
		end ??= onlyEnd(server) ?? "various";
		if (end !== "various" && socket instanceof Socket) return end;
		return { host: reachedHost(undefined, socket), port: reachedPort(socket) };
	};
}

function onlyEnd(server: Server): LocalEnd | undefined {
	const address = server.address();
	if (typeof address !== "object" || address === null || /^[0:.]+$/.test(address.address)) return undefined;
	return { host: plainAddress(address.address), port: address.port };
}

/** The port that a client connected to: of what carries TLS, where there is TLS. */
export function reachedPort(socket: Socket): number | undefined {
	return (carrierOf(socket) ?? socket).localPort;
}
