import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { generate } from "mqtt-packet";
import { WebSocket } from "ws";
import { countPackets } from "./count-packets.ts";

export interface Login {
	readonly clientId: string;
	readonly username?: string;
	readonly password?: string;
}

/** A client that does so little itself that the server is what is measured. */
export interface MqttClient {
	send(bytes: Buffer): void;
	/** Resolves when so many more packets have come, with the last bytes. */
	packets(count: number): Promise<Uint8Array>;
	close(): void;
}

export const connectPacket = ({ clientId, username, password }: Login): Buffer =>
	generate({
		cmd: "connect",
		protocolId: "MQTT",
		protocolVersion: 4,
		clientId,
		clean: true,
		keepalive: 0,
		...(username === undefined ? {} : { username, password: Buffer.from(password ?? "") }),
	});

export const publishPacket = (topic: string, payload: string): Buffer =>
	generate({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false });

const subscribePacket = (topic: string): Buffer =>
	generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: 0 }] });

/** Opens a connection by URL: mqtt, mqtts, ws or wss. Certificates are not checked, which costs the client only. */
export async function openClient(url: string, login: Login, subscribeTo?: string): Promise<MqttClient> {
	const client = await connectClient(new URL(url), connectPacket(login));
	if (subscribeTo !== undefined) {
		client.send(subscribePacket(subscribeTo));
		await client.packets(1);
	}
	return client;
}

/** The same with what is sent made before. */
export async function connectClient(url: URL, connect: Buffer): Promise<MqttClient> {
	const client = await openBytes(url);
	client.send(connect);
	const connack = await client.packets(1);
	if (connack[0] !== 0x20 || connack[3] !== 0) throw new Error(`CONNACK ${Buffer.from(connack).toString("hex")}`);
	return client;
}

async function openBytes(url: URL): Promise<MqttClient> {
	const { protocol, hostname: host, port } = url;
	const newPackets = countPackets();
	let missing = 0;
	let resolve = (_last: Uint8Array): void => {};
	let reject = (_error: Error): void => {};
	const received = (bytes: Uint8Array) => {
		missing -= newPackets(bytes);
		if (missing === 0) resolve(bytes);
	};
	const ended = () => reject(new Error("a client was disconnected"));
	const client = (send: (bytes: Buffer) => void, close: () => void): MqttClient => ({
		send,
		close() {
			reject = () => {};
			close();
		},
		packets(count) {
			missing += count;
			return new Promise((done, failed) => {
				resolve = done;
				reject = failed;
			});
		},
	});
	if (protocol === "ws:" || protocol === "wss:") {
		const socket = new WebSocket(url, "mqtt", { rejectUnauthorized: false, perMessageDeflate: false });
		socket.on("message", (data) => received(data as Buffer)).on("close", ended);
		await new Promise((opened, failed) => socket.on("open", opened).on("error", failed));
		return client(
			(bytes) => socket.send(bytes),
			() => socket.terminate(),
		);
	}
	const to = { host, port: Number(port) };
	const socket: Socket = protocol === "mqtts:" ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
	socket.setNoDelay().on("data", received).on("close", ended);
	await new Promise((opened, failed) =>
		socket.once(protocol === "mqtts:" ? "secureConnect" : "connect", opened).on("error", failed),
	);
	return client(
		(bytes) => void socket.write(bytes),
		() => socket.destroy(),
	);
}
