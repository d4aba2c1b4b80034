import type { Duplex } from "node:stream";
import type { Clock } from "../core/ports.ts";

/** Milliseconds a client has to close its side. */
const linger = 1000;

/**
 * Closes a connection so that what was written to it arrives: were it destroyed with unread input, TCP would send a reset
 * that can overtake a CONNACK. Input is thrown away.
 */
export function endStream(stream: Duplex, realTime: Clock): void {
	if (stream.destroyed) return;
	stream.resume();
	stream.end();
	const timer = realTime.setTimeout(() => stream.destroy(), linger);
	stream.once("close", () => timer.cancel());
}

/** Calls `listener` with the reason, maybe several times, when the other side or the transport has ended the connection. */
export function whenGone(stream: Duplex, listener: (reason: string, by: "client" | "network") => void): void {
	stream.on("end", () => listener("the client closed the connection", "client"));
	stream.on("close", () => listener("the connection was lost", "network"));
	stream.on("error", (error: Error) => listener(`the connection failed: ${error.message}`, "network"));
}
