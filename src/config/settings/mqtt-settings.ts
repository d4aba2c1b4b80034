import { inGroup } from "../in-group.ts";
import { byteCount } from "../kinds/byte-count.ts";
import { choice } from "../kinds/choice.ts";
import { packetBytes } from "../kinds/packet-bytes.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const mqtt = inGroup("MQTT");

export const mqttSettings = {
	qos: mqtt(
		choice("MODE", ["acknowledge", "silent", "reject"]),
		"acknowledge",
		"What a PUBLISH at QoS 1 or 2 gets",
		"Kii supports QoS 0 only. `acknowledge` answers the handshake, so that client libraries do not wait for it; `silent` never sends PUBACK, PUBREC or PUBCOMP; `reject` closes the connection. The first two carry the request out once, as QoS 0. Each such packet is logged.",
	),
	maxPacketSize: mqtt(packetBytes, 262_144, "Largest MQTT packet taken from a client"),
	maxConnectPacketSize: mqtt(packetBytes, 16_384, "Largest MQTT packet taken before a client is connected"),
	connectTimeout: mqtt(
		wholeNumber("SECONDS", 1, 2_147_483),
		10,
		"Time a new connection has for its CONNECT; before that as much for TLS and WebSocket handshakes",
	),
	maxBufferedBytes: mqtt(
		byteCount,
		1_048_576,
		"Bytes kept for a client that does not read; it is disconnected beyond that",
	),
	maxBufferedTotal: mqtt(
		byteCount,
		33_554_432,
		"Bytes kept for all clients that do not read; beyond that the one with the most is disconnected",
	),
	maxPendingRequests: mqtt(
		wholeNumber("COUNT", 1, 1_000_000),
		100,
		"Unanswered API requests of one client, beyond which no more is read from it",
	),
	endpointTtl: mqtt(
		wholeNumber("SECONDS", 1, 2_147_483_647),
		2_147_483_647,
		"Lifetime of the MQTT credentials that an onboarding or installation issues",
	),
	endpointNotReady: mqtt(
		wholeNumber("COUNT", 0, 1_000_000),
		0,
		"First calls of `mqtt-endpoint` of each installation that are answered with 503 MQTT_ENDPOINT_NOT_READY",
		"For trying how a client waits. Kii's JavaScript SDK gives up after 3 calls.",
	),
};
