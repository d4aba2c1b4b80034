import type { Duplex } from "node:stream";
import websocketStream from "websocket-stream";
import type { WebSocket } from "ws";

/** Its own declarations describe the socket of another `ws`. */
const adapt = websocketStream as unknown as (webSocket: WebSocket) => Duplex;

/**
 * The byte stream inside a WebSocket: one binary frame a flush, back-pressure both ways. The only file that knows websocket-stream.
 * Emits `close` when the peer is gone; `destroy()` starts the closing handshake, whose time limit is the WebSocket server's.
 */
export function webSocketDuplex(webSocket: WebSocket): Duplex {
	const stream = adapt(webSocket);

	// websocket-stream ignores what push() says, so a consumer that stopped reading would not stop the peer.
	stream._read = () => {
		if (webSocket.isPaused) webSocket.resume();
	};
	webSocket.onmessage = ({ data }) => {
		if (webSocket.readyState !== webSocket.OPEN) return;
		// [MQTT-6.0.0-1]: MQTT comes in binary frames; ws gives text as a string.
		if (typeof data === "string") webSocket.close(1003, "MQTT needs binary frames");
		else if (!stream.push(data)) webSocket.pause();
	};

	// websocket-stream would pass an ErrorEvent on as the error.
	webSocket.onerror = ({ error }) => stream.destroy(error);

	// websocket-stream would throw away what was received but not read yet; a TCP socket keeps it until it was read.
	webSocket.onclose = () => {
		if (stream.readableLength === 0) return void stream.destroy();
		stream.once("end", () => stream.destroy());
		stream.push(null);
	};

	// Once destroyed nobody reads any more, but the answer to the close frame must still be read.
	stream.once("close", () => webSocket.resume());

	// Its streams are those of Node 8, which had none of these properties.
	const { _readableState: readable, _writableState: writable } = stream as unknown as States;
	Object.defineProperties(stream, {
		readableLength: { get: () => readable.length },
		writableLength: { get: () => writable.length },
		writableNeedDrain: { get: () => writable.needDrain },
	});
	return stream;
}

interface States {
	readonly _readableState: { readonly length: number };
	readonly _writableState: { readonly length: number; readonly needDrain: boolean };
}
