import type { Random } from "./random.ts";

/** A TLS ClientHello of OpenSSL, for TLS 1.2, without extensions (RFC 5246, 7.4.1.2). */
const clientHello = Buffer.concat([
	Buffer.from("160301003d010000390303", "hex"),
	Buffer.alloc(32, 0x5a),
	Buffer.from("000012c02bc02fc02cc030c013c014009c009d002f0100", "hex"),
]);

const upgradeHeaders = [
	"Host: localhost",
	"Connection: Upgrade",
	"Upgrade: websocket",
	"Sec-WebSocket-Version: 13",
	"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	"Sec-WebSocket-Protocol: mqtt",
];

export const upgradeRequest = Buffer.from(`GET /mqtt HTTP/1.1\r\n${upgradeHeaders.join("\r\n")}\r\n\r\n`);

/** The beginning of a TLS handshake, or what is none. */
export function tlsBytes(random: Random): readonly [kind: string, bytes: Buffer] {
	return random.pick<() => readonly [string, Buffer]>([
		() => ["TLS handshake cut off", clientHello.subarray(0, 1 + random.below(clientHello.length))],
		() => ["TLS handshake, one byte changed", withByte(random, clientHello)],
		() => ["TLS record too long", Buffer.concat([Buffer.from("160303ffff", "hex"), random.bytes(1_000)])],
		() => ["TLS alert", Buffer.from("15030300020228", "hex")],
		() => ["no TLS", random.bytes(1 + random.below(300))],
		() => ["MQTT where TLS is", Buffer.from("101000044d5154540402003c000474657374", "hex")],
		() => ["HTTP where TLS is", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
	])();
}

/** An upgrade to WebSocket that is cut off, or that no server takes. */
export function upgradeBytes(random: Random): readonly [kind: string, bytes: Buffer] {
	const [header, value] = random.pick([
		["Sec-WebSocket-Version", "8"],
		["Sec-WebSocket-Version", "13, 8"],
		["Sec-WebSocket-Key", "short"],
		["Sec-WebSocket-Key", "x".repeat(9_000)],
		["Sec-WebSocket-Protocol", "__proto__, mqtt"],
		["Sec-WebSocket-Protocol", ",,,"],
		["Sec-WebSocket-Protocol", "x".repeat(9_000)],
		["Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits=99"],
		["Sec-WebSocket-Extensions", `${"a;".repeat(4_000)}`],
		["Upgrade", "websocket, h2c"],
		["Connection", "close"],
		["Content-Length", "1000000"],
		["Transfer-Encoding", "chunked"],
		["Host", "\x00"],
	] as const);
	return random.pick<() => readonly [string, Buffer]>([
		() => ["upgrade cut off", upgradeRequest.subarray(0, 1 + random.below(upgradeRequest.length))],
		() => ["upgrade, one byte changed", withByte(random, upgradeRequest)],
		() => {
			const lines = upgradeHeaders.filter((line) => !line.startsWith(`${header}:`));
			return [
				"hostile upgrade",
				Buffer.from(["GET /mqtt HTTP/1.1", ...lines, `${header}: ${value}`, "", ""].join("\r\n"), "latin1"),
			];
		},
		() => {
			const path = random.pick(["/..", "//mqtt", "/%6dqtt", "/mqtt/../x", "http://x/mqtt", "*", "/mqtt?a#b", "/\x00"]);
			return ["upgrade elsewhere", Buffer.from(upgradeRequest.toString("latin1").replace("/mqtt", path), "latin1")];
		},
		() => [
			"upgrade without headers",
			Buffer.from("GET /mqtt HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"),
		],
		() => ["two upgrades", Buffer.concat([upgradeRequest, upgradeRequest])],
	])();
}

function withByte(random: Random, bytes: Buffer): Buffer {
	const changed = Buffer.from(bytes);
	changed[random.below(changed.length)] = random.below(256);
	return changed;
}
