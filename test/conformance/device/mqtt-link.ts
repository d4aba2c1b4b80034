import type { Duplex } from "node:stream";
import { generate, type IConnectPacket, type Packet, parser } from "mqtt-packet";

/** One MQTT connection of a device, packet by packet; it does nothing by itself. */
export interface MqttLink {
	readonly isOpen: boolean;
	/** The other side has closed it in good order. */
	readonly wasEnded: boolean;
	/** With which it was closed, over WebSocket. */
	readonly closeCode: number | undefined;
	send(packet: Packet): void;
	/** Called with every packet that comes. */
	onPacket(listener: (packet: Packet) => void): void;
	/** Resolves when the connection is gone. */
	readonly closed: Promise<void>;
	/** Closes it; with `leave` by a DISCONNECT. */
	close(leave?: boolean): void;
}

/** Close code of WebSocket for a connection that was lost (RFC 6455, 7.1.5). */
const noFrame = 1006;

export function openLink(stream: Duplex): MqttLink {
	const packets = parser();
	let isOpen = true;
	stream.on("error", () => {});
	stream.on("data", (chunk: Buffer) => packets.parse(chunk));
	let wasEnded = false;
	stream.on("end", () => {
		wasEnded = true;
		stream.end();
	});
	// What cannot be read is as good as a lost connection.
	packets.on("error", () => stream.destroy());
	const closed = new Promise<void>((resolve) => {
		stream.once("close", () => {
			isOpen = false;
			resolve();
		});
	});
	return {
		get isOpen() {
			return isOpen;
		},
		get wasEnded() {
			return stream.closeCode === undefined ? wasEnded : stream.closeCode !== noFrame;
		},
		get closeCode() {
			return stream.closeCode;
		},
		send(packet) {
			if (isOpen && stream.writable) stream.write(generate(packet));
		},
		onPacket: (listener) => void packets.on("packet", listener),
		closed,
		close(leave = false) {
			if (leave && isOpen) stream.write(generate({ cmd: "disconnect" }));
			stream.end();
			stream.destroySoon?.();
		},
	};
}

declare module "node:stream" {
	interface Duplex {
		destroySoon?(): void;
		closeCode?: number;
	}
}

export function connectPacket(fields: Partial<IConnectPacket> & Pick<IConnectPacket, "clientId">): IConnectPacket {
	return { cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 10, ...fields };
}
