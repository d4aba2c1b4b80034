import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocket } from "ws";
import type { Flaws } from "./flaws.ts";
import { watchServerFrames } from "./server-frames.ts";
import type { Address } from "./world.ts";

const closeOpcode = 8;

/**
 * MQTT over WebSocket over a connection, which may be one of TLS.
 * @param isFirst of the device since it was started: flaws with which it would never be let in are there only then
 */
export function dialWebSocket(stream: Duplex, { host }: Address, flaws: Flaws, isFirst: boolean): Duplex {
	watchServerFrames(stream, ({ isFinal, opcode }) => {
		const isDisliked = !isFinal && flaws.has("websocket-fragmented-frames");
		if (isDisliked || (opcode === closeOpcode && flaws.has("websocket-close"))) stream.destroy();
	});
	const otherProtocols = isFirst && flaws.has("websocket-other-subprotocol") ? ["soap"] : ["mqtt"];
	const protocols = flaws.has("websocket-subprotocol") ? [] : otherProtocols;
	const settings = {
		// Where it leads is the connection's business, and so is TLS.
		createConnection: () => stream as never,
		perMessageDeflate: false,
		autoPong: !flaws.has("websocket-ping"),
		// Milliseconds.
		closeTimeout: 500,
	};
	const webSocket = new WebSocket(`ws://${host}/mqtt`, protocols, settings);
	webSocket.on("error", () => {});
	if (flaws.has("websocket-binary") && isFirst) {
		const { send } = webSocket;
		webSocket.send = (data, done) => send.call(webSocket, data, { binary: false }, done as () => void);
	}
	const mqtt = createWebSocketStream(webSocket);
	webSocket.on("close", (code) => {
		mqtt.closeCode = code;
		// Its own end waits for more, where the connection was lost.
		mqtt.once("end", () => setImmediate(() => mqtt.destroy()));
	});
	// Before it is open there is nobody to say goodbye to.
	mqtt.destroySoon = () => {
		if (webSocket.readyState === WebSocket.CONNECTING) stream.destroy();
	};
	const { push } = mqtt;
	mqtt.push = (message: Buffer | null) => {
		const read = message === null ? null : readMessage(message, flaws);
		return read === undefined || push.call(mqtt, read);
	};
	return mqtt;
}

/** What a device takes of a message: all of it, unless it believes that a message is a packet. */
function readMessage(message: Buffer, flaws: Flaws): Buffer | undefined {
	const size = packetSize(message);
	const isWhole = size !== undefined && size <= message.length;
	if (!isWhole) return flaws.has("websocket-split-packets") ? undefined : message;
	return flaws.has("websocket-joined-packets") ? message.subarray(0, size) : message;
}

/** Bytes of the MQTT packet at the beginning; undefined when its length is not there. */
function packetSize(bytes: Buffer): number | undefined {
	let remaining = 0;
	for (let at = 1; at < Math.min(bytes.length, 5); at++) {
		const digit = bytes.readUInt8(at);
		remaining += (digit & 0x7f) << (7 * (at - 1));
		if (digit < 0x80) return at + 1 + remaining;
	}
	return undefined;
}
