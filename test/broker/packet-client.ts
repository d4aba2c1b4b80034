import assert from "node:assert/strict";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { generate, type IConnectPacket, type IPublishPacket, type Packet, parser } from "mqtt-packet";
import { bytes } from "./bytes.ts";

/** Speaks MQTT packet by packet: it sends exactly what it is told to and answers nothing by itself. */
export interface PacketClient {
	readonly stream: Duplex;
	/** Every chunk that arrived, as it was written on the other side. */
	readonly chunks: readonly Buffer[];
	send(...packets: (Packet | Buffer)[]): void;
	/** The next packet. @throws when the connection is closed instead */
	next(): Promise<Packet>;
	/** Sends CONNECT and takes the CONNACK; its return code. */
	connect(connect?: Partial<IConnectPacket>): Promise<number | undefined>;
	/** Sends SUBSCRIBE and takes the SUBACK; the granted codes. */
	subscribe(...filters: string[]): Promise<unknown>;
	publish(topic: string, payload?: string, publish?: Partial<IPublishPacket> & { messageId?: number }): void;
	/** PINGREQ and PINGRESP: everything sent before has been taken, and nothing else was sent back. */
	ping(): Promise<void>;
	/** Breaks the connection; resolves when the other side knows. */
	vanish(): Promise<void>;
	/** Takes no more bytes. */
	freeze(): void;
	/** Resolves when the connection is closed; to the packets that were not taken. */
	readonly closed: Promise<readonly Packet[]>;
}

export const connectPacket = {
	cmd: "connect",
	protocolId: "MQTT",
	protocolVersion: 4,
	clean: true,
	keepalive: 0,
	clientId: "topic-a",
	username: "user",
	password: Buffer.from("password"),
} as const satisfies IConnectPacket;

export function packetClient(stream: Duplex): PacketClient {
	const chunks: Buffer[] = [];
	const arrived: Packet[] = [];
	let waiting: { resolve(packet: Packet): void; reject(error: Error): void } | undefined;
	let isClosed = false;
	const packets = parser();
	packets.on("packet", (packet) => {
		arrived.push(packet);
		settle();
	});
	packets.on("error", () => stream.destroy());
	stream.on("data", (chunk: Buffer) => {
		chunks.push(chunk);
		packets.parse(chunk);
	});
	stream.on("error", () => {});
	const closed = once(stream, "close").then(() => {
		isClosed = true;
		settle();
		return arrived;
	});

	function settle(): void {
		if (waiting === undefined) return;
		const { resolve, reject } = waiting;
		const packet = arrived.shift();
		if (packet !== undefined) resolve(packet);
		else if (isClosed) reject(new Error("the connection was closed"));
		else return;
		waiting = undefined;
	}

	const client: PacketClient = {
		stream,
		chunks,
		closed,
		send(...toSend) {
			stream.write(Buffer.concat(toSend.map((packet) => (Buffer.isBuffer(packet) ? packet : generate(packet)))));
		},
		next() {
			return new Promise((resolve, reject) => {
				waiting = { resolve, reject };
				settle();
			});
		},
		async connect(connect) {
			client.send({ ...connectPacket, ...connect });
			const connack = await client.next();
			assert.equal(connack.cmd, "connack");
			assert.equal(connack.sessionPresent, false);
			return connack.returnCode;
		},
		async subscribe(...filters) {
			const subscriptions = filters.map((topic) => ({ topic, qos: 0 as const }));
			client.send({ cmd: "subscribe", messageId: 1, subscriptions });
			const suback = await client.next();
			assert.equal(suback.cmd, "suback");
			assert.equal(suback.messageId, 1);
			return suback.granted;
		},
		publish(topic, payload = "GET\r\n\r\n", publish) {
			client.send({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false, ...publish });
		},
		async ping() {
			client.send(bytes("c0 00"));
			assert.equal((await client.next()).cmd, "pingresp");
		},
		async vanish() {
			stream.destroy();
			await closed;
			await nextTurn();
			await nextTurn();
		},
		freeze() {
			stream.pause();
		},
	};
	return client;
}
