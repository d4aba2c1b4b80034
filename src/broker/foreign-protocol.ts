/** For which protocol a client took this port, by the first bytes that came; undefined for what may be MQTT. */
export function foreignProtocol(bytes: Buffer): string | undefined {
	if (bytes[0] === 0x16 && bytes[1] === 0x03) return "TLS: this port is for MQTT without TLS, use the TLS port";
	if (/^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /.test(bytes.toString("latin1", 0, 8))) {
		return "HTTP: this port is for MQTT, use the HTTP port, or the WebSocket port for MQTT over WebSocket";
	}
	return undefined;
}
