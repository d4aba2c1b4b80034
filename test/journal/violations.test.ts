import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import test, { type TestContext } from "node:test";
import { generate, type Packet } from "mqtt-packet";
import { qosClause } from "../../src/broker/qos.ts";
import { type Emulator, type EmulatorOptions, ManualClock, type MqttEntry } from "../../src/index.ts";
import { connectPacket } from "../broker/packet-client.ts";
import { recordLog } from "../broker/record-log.ts";
import { startEmulator, startWorld } from "./emulator.ts";

/** A client that sends just these packets, as the thing or as nobody. */
async function rawClient(t: TestContext, emulator: Emulator, ...packets: (Packet | Buffer)[]): Promise<Socket> {
	const socket = connectTcp(emulator.ports.tcp, "127.0.0.1");
	t.after(() => socket.destroy());
	socket.on("error", () => {});
	await once(socket, "connect");
	socket.resume();
	for (const packet of packets) socket.write(Buffer.isBuffer(packet) ? packet : generate(packet));
	return socket;
}

async function startThing(t: TestContext, keepalive = 0, clock?: ManualClock, options: EmulatorOptions = {}) {
	const world = await startWorld(t, clock === undefined ? options : { ...options, clock });
	const { mqttTopic, username, password } = world.thing.mqttEndpoint;
	const connect = {
		...connectPacket,
		keepalive,
		clientId: String(mqttTopic),
		username: String(username),
		password: Buffer.from(String(password)),
	};
	return { ...world, connect };
}

async function violating(emulator: Emulator, clause: string): Promise<MqttEntry> {
	const { entries } = await emulator.journal.wait({ match: { kind: "mqtt", violation: { clause } } });
	const [entry] = entries;
	assert.ok(entry?.kind === "mqtt");
	return entry;
}

test("QoS above 0: at the packet that asked for it", async (t) => {
	const { emulator, device, thing } = await startWorld(t);
	const topic = String(thing.mqttEndpoint.mqttTopic);
	await device.client.subscribeAsync(topic, { qos: 1 });
	const subscribe = await violating(emulator, qosClause);
	assert.equal(subscribe.type, "subscribe");
	await device.client.publishAsync(`p/${topic}/thing-if/apps/emulator/nothing`, "GET\n\n", { qos: 1 });
	const { entries } = await emulator.journal.wait({ match: { type: "publish", direction: "in", packet: { qos: 1 } } });
	assert.equal(entries[0]?.violation?.clause, subscribe.violation?.clause);
});

test("a topic of somebody else", async (t) => {
	const { emulator, device } = await startWorld(t);
	device.client.publish("p/somebody/thing-if/apps/emulator/targets/thing:x/states", "PUT\n\n{}");
	const entry = await violating(emulator, "Kii guide: MQTT, protocol overview");
	assert.deepEqual(
		[entry.type, entry.topic, entry.app],
		["publish", "p/somebody/thing-if/apps/emulator/targets/thing:x/states", "emulator"],
	);
});

test("a payload that is no request: at the packet and at the call", async (t) => {
	const { emulator, device, thing } = await startWorld(t);
	device.client.publish(`p/${thing.mqttEndpoint.mqttTopic}${thing.target}/states`, "{}");
	const packet = await violating(emulator, "Kii guide: API over MQTT");
	assert.equal(packet.type, "publish");
	const { entries } = await emulator.journal.wait({ match: { kind: "api", status: 400 } });
	assert.equal(entries[0]?.violation?.clause, packet.violation?.clause);
	assert.ok(entries[0]?.seq !== undefined && entries[0].seq > packet.seq);
});

test("a packet that breaks MQTT is shown in hex, with the reason", async (t) => {
	const { emulator, connect } = await startThing(t);
	await rawClient(t, emulator, connect, Buffer.from([0x36, 5, 0, 1, 0x61, 0, 1]));
	const entry = await violating(emulator, "MQTT-3.3.1-4");
	assert.equal(entry.type, "publish");
	assert.equal(entry.packet.hex, "36050001610001");
	assert.ok(entry.packet.reason);
});

test("bytes that are no packet are shown, with what is wrong with them", async (t) => {
	const emulator = await startEmulator(t);
	await rawClient(t, emulator, Buffer.from("GET / HTTP/1.1\r\nAuthorization: Bearer abcdefghijklmnop\r\n\r\n"));
	const entry = await violating(emulator, "MQTT-3.1.0-1");
	const bytes = Buffer.from(entry.packet.hex ?? "", "hex").toString();
	assert.equal(bytes, "GET / HTTP/1.1\r\nAuthorization: Bearer ***mnop\r\n\r\n");
	assert.equal(entry.packet.reason, entry.violation?.message);
});

test("the credentials of a broken CONNECT are not shown", async (t) => {
	const emulator = await startEmulator(t);
	const packet = generate({ ...connectPacket, password: Buffer.from("very-secret-indeed") });
	const broken = Buffer.concat([packet, Buffer.from([1, 2, 3])]);
	broken.writeUInt8(broken.readUInt8(1) + 3, 1);
	await rawClient(t, emulator, broken);
	const entry = await violating(emulator, "MQTT-4.8.0-1");
	const text = JSON.stringify(emulator.journal.entries());
	assert.ok(!text.includes("very-secret") && !text.includes(Buffer.from("very-secret").toString("hex")));
	assert.equal(entry.type, "connect");
});

test("a CONNECT that is refused, for its level or its credentials", async (t) => {
	const emulator = await startEmulator(t);
	await rawClient(t, emulator, { ...connectPacket, clientId: "nobody" });
	const refused = await violating(emulator, "MQTT 3.1.1, table 3.1");
	assert.match(refused.violation?.message ?? "", /refused with 5: client ID "nobody"/);
	assert.equal(refused.client, "nobody");
	const { entries } = await emulator.journal.wait({ match: { type: "connack", packet: { returnCode: 5 } } });
	assert.equal(entries[0]?.app, undefined);
	await rawClient(t, emulator, { ...connectPacket, protocolVersion: 5 } as unknown as Packet);
	assert.equal((await violating(emulator, "MQTT-3.1.2-2")).type, "connect");
});

test("a missed keepalive: at the end of the connection", async (t) => {
	const clock = new ManualClock();
	const { emulator, connect } = await startThing(t, 10, clock);
	const since = emulator.journal.page().next;
	await rawClient(t, emulator, connect);
	await emulator.journal.wait({ match: { type: "connack" }, since });
	await clock.advance(15_000);
	const match = { kind: "connection", event: "close", violation: { clause: "MQTT-3.1.2-24" } };
	const { entries } = await emulator.journal.wait({ match, since });
	assert.ok(entries[0]?.kind === "connection");
	assert.match(entries[0].reason ?? "", /1\.5 times the keepalive/);
	assert.ok(!emulator.journal.entries({ type: "connect", since }).some((entry) => entry.violation));
});

test("several rules broken by one packet", async (t) => {
	const { emulator, device } = await startWorld(t);
	device.client.publish("somebody/else", "x", { qos: 1 });
	const { entries } = await emulator.journal.wait({
		match: { violation: { clause: "Kii guide: MQTT, protocol overview" }, packet: { qos: 1 } },
	});
	assert.equal(entries[0]?.violations?.length, 2);
	assert.deepEqual(entries[0]?.violation, entries[0]?.violations?.[0]);
});

test("a packet that breaks a rule with each of its filters: some are kept, all are counted, and their bytes, too", async (t) => {
	const log = recordLog();
	const { emulator, connect } = await startThing(t, 0, undefined, { log, journalBytes: 70_000 });
	const filters = 60;
	const subscriptions = Array.from({ length: filters }, (_, index) => ({ topic: `t${index}`, qos: 0 as const }));
	const subscribe = generate({ cmd: "subscribe", messageId: 1, subscriptions });
	await rawClient(t, emulator, generate(connect), ...Array.from({ length: 30 }, () => subscribe));
	await emulator.journal.wait({ match: { type: "suback", direction: "out" }, count: 30 });
	const { entries, dropped } = emulator.journal.page({ type: "subscribe" });
	const last = entries.at(-1);
	assert.ok(last?.kind === "mqtt");
	assert.equal(last.violations?.length, 20);
	assert.equal(last.furtherViolations, filters - 20);
	assert.equal(last.violation?.clause, last.violations?.[0]?.clause);
	// 30 packets would have room without what they broke.
	assert.ok(dropped > 0 && entries.length < 20, `${entries.length} entries`);
	const ofTheFirst = log.lines.filter(({ message }) => message.startsWith("SUBSCRIBE refused")).slice(0, 11);
	assert.match(ofTheFirst.at(-1)?.message ?? "", /50 more filters of this packet/);
});
