import type { Duplex } from "node:stream";

/** Tells, once a client has sent what is no MQTT, for which protocol it took this port. */
export function watchForForeignProtocol(stream: Duplex): () => string | undefined {
	let name: string | undefined;
	stream.once("data", (firstBytes: Buffer) => {
		name = foreignProtocol(firstBytes);
	});
	return () => name;
}

/** By the first bytes that came. */
function foreignProtocol(bytes: Buffer): string | undefined {
	if (bytes[0] === 0x16 && bytes[1] === 0x03) return "TLS: this port is for MQTT without TLS, use the TLS port";
	if (/^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /.test(bytes.toString("latin1", 0, 8))) {
		return "HTTP: this port is for MQTT, use the HTTP port, or the WebSocket port for MQTT over WebSocket";
	}
	return undefined;
}
