import type { Server } from "node:tls";
import type { Log } from "../../core/ports.ts";
import { plainAddress } from "./reached-host.ts";

/** Ends what failed or timed out before TLS was established, and says why. */
export function dropFailedHandshakes(listener: string, server: Server, log: Log): void {
	// Before an HTTPS server's own listener, which leaves no address to log.
	server.prependListener("tlsClientError", (error: NodeJS.ErrnoException & { reason?: string }, socket) => {
		const reason = error.reason ?? error.message;
		const bindings = { listener, remoteAddress: plainAddress(socket.remoteAddress), reason };
		// A TLS server only reports a handshake that takes too long.
		socket.destroy();
		// A port probe connects and leaves.
		if (error.code === "ECONNRESET") log.debug(bindings, "left before the TLS handshake was done");
		else log.warn(bindings, `TLS handshake failed: ${sentences.find(([sign]) => sign.test(reason))?.[1] ?? reason}`);
	});
}

/** OpenSSL's usual words and what they mean to whoever runs the emulator. */
const sentences: readonly (readonly [RegExp, string])[] = [
	[/alert (unknown ca|bad certificate|certificate unknown)/, "the client does not trust the emulator's CA"],
	[/unsupported protocol|protocol version/, "the client's TLS version is below the lowest one allowed here"],
	[/http request|wrong version number|packet length/, "the client does not speak TLS"],
	[/handshake timeout/, "the client did not finish it in time"],
];
