import type { WebSocket } from "ws";
import type { ControlFrame, Framing, WebSocketFrames } from "../session.ts";

type Send = (data: Buffer, options: object, done?: (error?: Error) => void) => void;

/** Parts of a fragmented message, at the most. */
const fragments = 3;

/** The frames of a WebSocket below what is read from it and written to it: seen, and cut as asked. */
export function webSocketFrames(webSocket: WebSocket): WebSocketFrames {
	let tell: (frame: ControlFrame) => void = () => {};
	let framing: Framing = "whole";
	webSocket.on("ping", () => tell({ direction: "in", type: "ping" }));
	webSocket.on("pong", () => tell({ direction: "in", type: "pong" }));
	webSocket.on("close", (code) => tell({ direction: "in", type: "close", code }));
	webSocket.on("message", (_data, isBinary) => {
		if (!isBinary) tell({ direction: "in", type: "text" });
	});
	const send = webSocket.send.bind(webSocket) as Send;
	// Of `send` with two arguments and with three, as websocket-stream calls it with either.
	const framed = (data: Buffer, ...rest: [object, () => void] | [() => void]) => {
		const done = rest.at(-1) as () => void;
		const size = framing === "split" ? 1 : Math.max(1, Math.ceil(data.length / fragments));
		if (framing === "whole" || data.length <= size) return send(data, { binary: true }, done);
		for (let at = 0; at < data.length; at += size) {
			const isLast = at + size >= data.length;
			const fin = framing === "split" || isLast;
			send(data.subarray(at, at + size), { binary: true, fin }, isLast ? done : undefined);
		}
	};
	return {
		watch(listener) {
			tell = listener;
		},
		ping() {
			if (webSocket.readyState !== webSocket.OPEN) return;
			// First: its pong may come before `ping` returns.
			tell({ direction: "out", type: "ping" });
			webSocket.ping();
		},
		close: (code) => webSocket.close(code),
		frame(how) {
			// Untouched until somebody asks.
			webSocket.send = framed as typeof webSocket.send;
			framing = how;
		},
	};
}
