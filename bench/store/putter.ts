import { connect, type Socket } from "node:net";
import { generate, type Packet, parser } from "mqtt-packet";
import { endpointCredentials } from "../../test/helpers/device.ts";
import type { OwnedThing } from "../../test/helpers/owner.ts";

/** A thing that PUTs its state over MQTT and does nothing else, cheap enough not to be what is measured. */
export interface Putter {
	/** Makes that many PUTs, each when the one before was answered. */
	put(count: number): Promise<void>;
	close(): void;
}

export async function connectPutter(port: number, thing: OwnedThing): Promise<Putter> {
	const { clientId, username, password } = endpointCredentials(thing.mqttEndpoint);
	const socket = connect(port, "127.0.0.1").setNoDelay();
	const packets = readPackets(socket);
	const ask = async (packet: Packet) => {
		socket.write(generate(packet));
		return packets.next();
	};
	const login = { clientId, username, password: Buffer.from(password) };
	await ask({ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 0, ...login });
	const target = `${thing.target}/states`;
	const head = `PUT\r\nAuthorization: Bearer ${thing.accessToken}\r\nContent-Type: application/json\r\n\r\n`;
	let n = 0;
	return {
		async put(count) {
			for (const last = n + count; n < last; n++) {
				const payload = `${head}{"power":true,"brightness":${n % 100},"count":${n}}`;
				const reply = await ask({
					cmd: "publish",
					topic: `p/${clientId}${target}`,
					payload,
					qos: 0,
					dup: false,
					retain: false,
				});
				const status = reply.cmd === "publish" ? `${reply.payload}`.slice(0, 3) : reply.cmd;
				if (status !== "201" && status !== "204") throw new Error(`answered with ${status}`);
			}
		},
		close: () => socket.destroy(),
	};
}

function readPackets(socket: Socket): { next(): Promise<Packet> } {
	let take: (packet: Packet) => void = () => {};
	let fail: (error: Error) => void = () => {};
	const packets = parser();
	packets.on("packet", (packet) => take(packet));
	socket.on("data", (chunk) => packets.parse(chunk));
	socket.on("close", () => fail(new Error("the connection was closed")));
	return {
		next: () =>
			new Promise<Packet>((resolve, reject) => {
				take = resolve;
				fail = reject;
			}),
	};
}
