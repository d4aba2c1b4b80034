import type { Socket } from "node:net";
import type { Server, TLSSocket } from "node:tls";
import type { Log } from "../../core/ports.ts";
import { plainAddress } from "./reached-host.ts";

/** A connection that ended before TLS was there. */
export interface FailedHandshake {
	readonly listener: string;
	readonly remoteAddress: string;
	readonly reason: string;
	/** What the client refused with, as `unknown ca` (RFC 8446, 6). */
	readonly alert: string | undefined;
}

/** Ends what failed or timed out before TLS was established, and says why. */
export function dropFailedHandshakes(
	listener: string,
	server: Server,
	log: Log,
	onFailed: (failed: FailedHandshake) => void = () => {},
): void {
	// Before an HTTPS server's own listener, which leaves no address to log.
	server.prependListener("tlsClientError", (error: NodeJS.ErrnoException & { reason?: string }, socket) => {
		const reason = error.reason ?? error.message;
		const remoteAddress = plainAddress(addressOf(socket));
		const bindings = { listener, remoteAddress, reason };
		// A TLS server only reports a handshake that takes too long.
		socket.destroy();
		// A port probe connects and leaves.
		const hasLeft = error.code === "ECONNRESET";
		const sentence = sentences.find(([sign]) => sign.test(reason))?.[1] ?? reason;
		if (hasLeft) log.debug(bindings, left);
		else log.warn(bindings, `TLS handshake failed: ${sentence}`);
		const alert = /\balert (.+)$/.exec(reason)?.[1];
		onFailed({ listener, remoteAddress, reason: hasLeft ? left : sentence, alert });
	});
}

/** The handle of a client that has left is gone, but the socket below TLS, which Node does not document, has been asked before. */
function addressOf(socket: TLSSocket): string | undefined {
	return socket.remoteAddress ?? (socket as { readonly _parent?: Socket })._parent?.remoteAddress;
}

const left = "left before the TLS handshake was done";

/** OpenSSL's usual words and what they mean to whoever runs the emulator. */
const sentences: readonly (readonly [RegExp, string])[] = [
	[/alert (unknown ca|bad certificate|certificate unknown)/, "the client does not trust the emulator's CA"],
	[/alert certificate expired/, "the client finds the emulator's certificate expired"],
	[/unsupported protocol|protocol version/, "the client's TLS version is below the lowest one allowed here"],
	[/http request|wrong version number|packet length/, "the client does not speak TLS"],
	[/handshake timeout/, "the client did not finish it in time"],
];
