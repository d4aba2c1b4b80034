import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { bytes, packet } from "./bytes.ts";

const connect = (flags: string, payload: string) => packet(0x10, `00 04 'MQTT' 04 ${flags} 00 00 ${payload}`);

/** What no client may begin a connection with: name, bytes, clause. */
const beforeConnect: [string, Buffer, string][] = [
	["PUBLISH first", packet(0x30, "00 01 'a'"), "MQTT-3.1.0-1"],
	["PINGREQ first", bytes("c0 00"), "MQTT-3.1.0-1"],
	["only the first byte of a SUBSCRIBE", bytes("82"), "MQTT-3.1.0-1"],
	["reserved packet type 0", bytes("00 00"), "MQTT-3.1.0-1"],
	["reserved packet type 15", bytes("f0 00"), "MQTT-3.1.0-1"],
	["CONNECT with header flags", packet(0x11, "00 04 'MQTT' 04 02 00 00 00 01 'a'"), "MQTT-2.2.2-2"],
	["a Remaining Length of five bytes", bytes("10 ff ff ff ff 01"), "MQTT 3.1.1, 2.2.3"],
	["another protocol name", packet(0x10, "00 04 'mqtt' 04 02 00 00 00 01 'a'"), "MQTT-3.1.2-1"],
	["no protocol name", packet(0x10, ""), "MQTT-4.8.0-1"],
	["CONNECT that ends after the protocol name", packet(0x10, "00 04 'MQTT'"), "MQTT-4.8.0-1"],
	["CONNECT that ends after the level", packet(0x10, "00 04 'MQTT' 04"), "MQTT-4.8.0-1"],
	["CONNECT that ends within the keepalive", packet(0x10, "00 04 'MQTT' 04 02 00"), "MQTT-4.8.0-1"],
	["CONNECT without client ID", packet(0x10, "00 04 'MQTT' 04 02 00 00"), "MQTT-4.8.0-1"],
	["client ID longer than the packet", connect("02", "00 09 'a'"), "MQTT-4.8.0-1"],
	["reserved connect flag", connect("03", "00 01 'a'"), "MQTT-3.1.2-3"],
	["will QoS without will", connect("0a", "00 01 'a'"), "MQTT-3.1.2-13"],
	["will QoS 3", connect("1e", "00 01 'a' 00 01 'w' 00 00"), "MQTT-3.1.2-14"],
	["will retain without will", connect("22", "00 01 'a'"), "MQTT-3.1.2-15"],
	["password without user name", connect("42", "00 01 'a' 00 01 'p'"), "MQTT-3.1.2-22"],
	["user name flag without user name", connect("82", "00 01 'a'"), "MQTT-4.8.0-1"],
	["password flag without password", connect("c2", "00 01 'a' 00 01 'u'"), "MQTT-4.8.0-1"],
	["bytes behind the CONNECT", connect("02", "00 01 'a' 00"), "MQTT-4.8.0-1"],
	["a will without its message", connect("06", "00 01 'a' 00 01 'w'"), "MQTT-4.8.0-1"],
	["an empty will topic", connect("06", "00 01 'a' 00 00 00 00"), "MQTT-4.7.3-1"],
	["a wildcard in the will topic", connect("06", "00 01 'a' 00 03 'a/#' 00 00"), "MQTT-3.3.2-2"],
	["U+0000 in the client ID", connect("02", "00 03 'a' 00 'b'"), "MQTT-1.5.3-2"],
	["a surrogate in the client ID", connect("02", "00 03 ed a0 80"), "MQTT-1.5.3-1"],
	["an overlong encoding in the client ID", connect("02", "00 02 c0 80"), "MQTT-1.5.3-1"],
	["U+0000 in the will topic", connect("06", "00 01 'a' 00 01 00 00 00"), "MQTT-1.5.3-2"],
	["a lone continuation byte in the will topic", connect("06", "00 01 'a' 00 01 80 00 00"), "MQTT-1.5.3-1"],
	["U+0000 in the user name", connect("82", "00 01 'a' 00 01 00"), "MQTT-1.5.3-2"],
	["a cut-off character in the user name", connect("82", "00 01 'a' 00 02 e3 82"), "MQTT-1.5.3-1"],
	["U+0001 in the client ID", connect("02", "00 02 'a' 01"), "MQTT 3.1.1, 1.5.3"],
	["U+009F in the will topic", connect("06", "00 01 'a' 00 02 c2 9f 00 00"), "MQTT 3.1.1, 1.5.3"],
	["U+007F in the user name", connect("82", "00 01 'a' 00 01 7f"), "MQTT 3.1.1, 1.5.3"],
	["U+0000 in the protocol name", packet(0x10, "00 04 'MQT' 00 04 02 00 00 00 01 'a'"), "MQTT-1.5.3-2"],
];

/** What no connected client may send. */
const afterConnect: [string, Buffer, string][] = [
	["a second CONNECT", connect("02", "00 07 'topic-a'"), "MQTT-3.1.0-2"],
	["CONNACK", bytes("20 02 00 00"), "MQTT-4.8.0-1"],
	["SUBACK", bytes("90 03 00 01 00"), "MQTT-4.8.0-1"],
	["UNSUBACK", bytes("b0 02 00 01"), "MQTT-4.8.0-1"],
	["PINGRESP", bytes("d0 00"), "MQTT-4.8.0-1"],
	["packet type 0", bytes("00 00"), "MQTT-4.8.0-1"],
	["packet type 15, AUTH in MQTT 5", bytes("f0 00"), "MQTT-4.8.0-1"],

	["PUBLISH at QoS 3", packet(0x36, "00 01 'a' 00 01"), "MQTT-3.3.1-4"],
	["PUBLISH at QoS 0 with DUP", packet(0x38, "00 01 'a'"), "MQTT-3.3.1-2"],
	["PUBLISH without topic", packet(0x30, ""), "MQTT-4.8.0-1"],
	["PUBLISH with an empty topic", packet(0x30, "00 00"), "MQTT-4.7.3-1"],
	["PUBLISH whose topic is longer than it", packet(0x30, "00 05 'a'"), "MQTT-4.8.0-1"],
	["PUBLISH with +", packet(0x30, "00 03 'a/+'"), "MQTT-3.3.2-2"],
	["PUBLISH with #", packet(0x30, "00 01 '#'"), "MQTT-3.3.2-2"],
	["PUBLISH with U+0000 in its topic", packet(0x30, "00 03 'a' 00 'b'"), "MQTT-1.5.3-2"],
	["PUBLISH with a surrogate in its topic", packet(0x30, "00 06 ed a0 bd ed b2 a1"), "MQTT-1.5.3-1"],
	["PUBLISH with ill-formed UTF-8 in its topic", packet(0x30, "00 02 ff fe"), "MQTT-1.5.3-1"],
	["PUBLISH with U+001F in its topic", packet(0x30, "00 02 'a' 1f"), "MQTT 3.1.1, 1.5.3"],
	["PUBLISH with U+FFFF in its topic", packet(0x30, "00 04 'a' ef bf bf"), "MQTT 3.1.1, 1.5.3"],
	["PUBLISH with U+1FFFE in its topic", packet(0x30, "00 04 f0 9f bf be"), "MQTT 3.1.1, 1.5.3"],
	["PUBLISH at QoS 1 with packet ID 0", packet(0x32, "00 01 'a' 00 00"), "MQTT-2.3.1-1"],
	["PUBLISH at QoS 2 with packet ID 0", packet(0x34, "00 01 'a' 00 00"), "MQTT-2.3.1-1"],
	["PUBLISH at QoS 1 without packet ID", packet(0x32, "00 01 'a'"), "MQTT-4.8.0-1"],
	["PUBLISH at QoS 1 without packet ID, another packet behind it", bytes("32 03 00 01 'a' c0 00"), "MQTT-4.8.0-1"],

	["SUBSCRIBE with other header flags", packet(0x80, "00 01 00 01 'a' 00"), "MQTT-3.8.1-1"],
	["SUBSCRIBE with DUP, which is of MQTT 3.1", packet(0x8a, "00 01 00 01 'a' 00"), "MQTT-3.8.1-1"],
	["SUBSCRIBE with packet ID 0", packet(0x82, "00 00 00 01 'a' 00"), "MQTT-2.3.1-1"],
	["SUBSCRIBE without packet ID", packet(0x82, ""), "MQTT-4.8.0-1"],
	["SUBSCRIBE without filters", packet(0x82, "00 01"), "MQTT-3.8.3-3"],
	["SUBSCRIBE without QoS", packet(0x82, "00 01 00 01 'a'"), "MQTT-4.8.0-1"],
	["SUBSCRIBE at QoS 3", packet(0x82, "00 01 00 01 'a' 03"), "MQTT-3.8.3-4"],
	["SUBSCRIBE with reserved bits", packet(0x82, "00 01 00 01 'a' 04"), "MQTT-3.8.3-4"],
	["SUBSCRIBE to an empty filter", packet(0x82, "00 01 00 00 00"), "MQTT-4.7.3-1"],
	["SUBSCRIBE to a filter with # in the middle", packet(0x82, "00 01 00 03 '#/a' 00"), "MQTT-4.7.1-2"],
	["SUBSCRIBE to a filter with # in a level", packet(0x82, "00 01 00 02 'a#' 00"), "MQTT-4.7.1-2"],
	["SUBSCRIBE to a filter with + in a level", packet(0x82, "00 01 00 02 '+a' 00"), "MQTT-4.7.1-3"],
	["SUBSCRIBE with U+0000 in its filter", packet(0x82, "00 01 00 01 00 00"), "MQTT-1.5.3-2"],
	["SUBSCRIBE with U+0080 in its filter", packet(0x82, "00 01 00 02 c2 80 00"), "MQTT 3.1.1, 1.5.3"],
	["SUBSCRIBE with a surrogate in its filter", packet(0x82, "00 01 00 03 ed bf bf 00"), "MQTT-1.5.3-1"],

	["UNSUBSCRIBE with other header flags", packet(0xa0, "00 01 00 01 'a'"), "MQTT-3.10.1-1"],
	["UNSUBSCRIBE with packet ID 0", packet(0xa2, "00 00 00 01 'a'"), "MQTT-2.3.1-1"],
	["UNSUBSCRIBE without filters", packet(0xa2, "00 01"), "MQTT-3.10.3-2"],
	["UNSUBSCRIBE from an empty filter", packet(0xa2, "00 01 00 00"), "MQTT-4.7.3-1"],
	["UNSUBSCRIBE from an invalid filter", packet(0xa2, "00 01 00 02 '#a'"), "MQTT-4.7.1-2"],
	["UNSUBSCRIBE with ill-formed UTF-8", packet(0xa2, "00 01 00 01 c3"), "MQTT-1.5.3-1"],
	["UNSUBSCRIBE with U+FDD0", packet(0xa2, "00 01 00 03 ef b7 90"), "MQTT 3.1.1, 1.5.3"],

	["PUBACK with header flags", bytes("42 02 00 01"), "MQTT-2.2.2-2"],
	["PUBACK with packet ID 0", bytes("40 02 00 00"), "MQTT-2.3.1-1"],
	["PUBACK that is too short", bytes("40 01 00"), "MQTT-4.8.0-1"],
	["PUBACK that is too long", bytes("40 03 00 01 00"), "MQTT-4.8.0-1"],
	["PUBREC that is empty", bytes("50 00"), "MQTT-4.8.0-1"],
	["PUBREL without its header flags", bytes("60 02 00 01"), "MQTT-3.6.1-1"],
	["PUBREL that is too long", bytes("62 03 00 01 00"), "MQTT-4.8.0-1"],
	["PUBCOMP with packet ID 0", bytes("70 02 00 00"), "MQTT-2.3.1-1"],

	["PINGREQ with header flags", bytes("c1 00"), "MQTT-2.2.2-2"],
	["PINGREQ with a length", bytes("c0 01 00"), "MQTT-4.8.0-1"],
	["DISCONNECT with header flags", bytes("e1 00"), "MQTT-3.14.1-1"],
	["DISCONNECT with a reason code, as in MQTT 5", bytes("e0 01 00"), "MQTT-4.8.0-1"],
];

for (const [name, sent, clause] of beforeConnect) {
	test(`[${clause}] ${name} closes the connection`, async (t) => {
		const { open, log } = await startBroker(t);
		const client = open();
		client.send(sent);
		assert.deepEqual(await client.closed, []);
		assert.deepEqual(
			log.warnings.map((line) => [line.violation, line.clause]),
			[[true, clause]],
		);
	});
}

for (const [name, sent, clause] of afterConnect) {
	test(`[${clause}] ${name} closes the connection`, async (t) => {
		const { connected, log, requests } = await startBroker(t);
		const client = await connected("topic-a");
		client.send(sent);
		assert.deepEqual(await client.closed, []);
		assert.deepEqual(
			log.warnings.map((line) => [line.violation, line.clause, line.clientID]),
			[[true, clause, "topic-a"]],
		);
		assert.equal(requests.length, 0);
	});
}

test("MQTT 3.1 allows DUP on SUBSCRIBE and UNSUBSCRIBE", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	await client.connect({ protocolId: "MQIsdp", protocolVersion: 3 });
	client.send(packet(0x8a, "00 01 00 07 'topic-a' 00"));
	assert.equal((await client.next()).cmd, "suback");
	client.send(packet(0xaa, "00 02 00 07 'topic-a'"));
	assert.equal((await client.next()).cmd, "unsuback");
});

test("MQTT 3.1 does not use the header flags of CONNECT and PINGREQ, nor the lowest connect flag", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	client.send(packet(0x14, "00 06 'MQIsdp' 03 c3 00 00 00 07 'topic-a' 00 04 'user' 00 08 'password'"));
	assert.equal((await client.next()).cmd, "connack");
	client.send(bytes("c2 00"));
	assert.equal((await client.next()).cmd, "pingresp");
});

test("MQTT 3.1 disregards the QoS and retain flags of a will that is not there", async (t) => {
	const { open } = await startBroker(t);
	const client = open();
	client.send(packet(0x10, "00 06 'MQIsdp' 03 fa 00 00 00 07 'topic-a' 00 04 'user' 00 08 'password'"));
	assert.equal((await client.next()).cmd, "connack");
	await client.ping();
});

test("MQTT 3.1 allows a user name flag without a user name", async (t) => {
	const { open, log } = await startBroker(t);
	const client = open();
	client.send(packet(0x10, "00 06 'MQIsdp' 03 c2 00 00 00 07 'topic-a'"));
	const connack = await client.next();
	assert.equal(connack.cmd === "connack" && connack.returnCode, 4);
	assert.match(log.warnings[0]?.message ?? "", /wrong password/);
});

test("text beyond ASCII is taken, a byte order mark as a character [MQTT-1.5.3-3]", async (t) => {
	const { connected, requests } = await startBroker(t);
	const client = await connected();
	const topic = "p/topic-a/thing-if/apps/app/\ufeff\u30ad\u30a4\u{1f4a1}\ufffd";
	client.publish(topic);
	await client.next();
	assert.equal(requests[0]?.topic, topic);
});

test("a client that speaks another protocol is told so in the log", async (t) => {
	const { open, log } = await startBroker(t);
	const [http, tls] = [open(), open()];
	http.send(Buffer.from("GET / HTTP/1.1\r\n\r\n"));
	await http.closed;
	tls.send(bytes("16 03 01 02 00 01"));
	await tls.closed;
	assert.match(log.warnings[0]?.message ?? "", /speaks HTTP/);
	assert.match(log.warnings[1]?.message ?? "", /speaks TLS/);
});
