// What the C SDKs put on the wire and how they read what comes back, written from their public behaviour: no HTTP or
// MQTT library in between.
import assert from "node:assert/strict";
import { connect, type TLSSocket } from "node:tls";
import type { Emulator } from "../../../src/index.ts";

/** A reply as the bytes say it. */
export interface RawReply {
	readonly statusLine: string;
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** `body` as JSON. */
	json(): ReturnType<typeof JSON.parse>;
}

/** Sends `text` over TLS without a server name and reads until the other side closes. */
export async function exchange(emulator: Emulator, text: string): Promise<RawReply> {
	const socket = connect({ host: "127.0.0.1", port: emulator.ports.https, ca: emulator.ca, checkServerIdentity });
	const chunks: Buffer[] = [];
	socket.on("data", (chunk: Buffer) => chunks.push(chunk));
	socket.write(text);
	await new Promise((resolve, reject) => {
		socket.on("close", resolve).on("error", reject);
	});
	const all = Buffer.concat(chunks).toString("latin1");
	const end = all.indexOf("\r\n\r\n");
	const [statusLine = "", ...lines] = all.slice(0, end).split("\r\n");
	const headers = Object.fromEntries(
		lines.map((line) => {
			const colon = line.indexOf(":");
			return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
		}),
	);
	const rest = all.slice(end + 4);
	const body = headers["transfer-encoding"] === "chunked" ? unchunk(rest) : rest;
	return { statusLine, status: Number(statusLine.split(" ")[1]), headers, body, json: () => JSON.parse(body) };
}

function unchunk(text: string): string {
	let body = "";
	let at = 0;
	for (;;) {
		const end = text.indexOf("\r\n", at);
		const length = Number.parseInt(text.slice(at, end), 16);
		if (!(length > 0)) return body;
		body += text.slice(end + 2, end + 2 + length);
		at = end + 2 + length + 2;
	}
}

/** The names on the certificate are those of this machine, not of the service the SDK asks for. */
function checkServerIdentity(): undefined {}

/** An MQTT connection that reads exact numbers of bytes, as the SDKs do. */
export class MqttWire {
	readonly #socket: TLSSocket;
	#bytes = Buffer.alloc(0);
	#wake = (): void => {};

	private constructor(socket: TLSSocket) {
		this.#socket = socket;
		socket.on("data", (chunk: Buffer) => {
			this.#bytes = Buffer.concat([this.#bytes, chunk]);
			this.#wake();
		});
		socket.on("error", () => {});
	}

	/** By TLS to the port that the endpoint names. */
	static async open(emulator: Emulator, port: number): Promise<MqttWire> {
		const socket = connect({ host: "127.0.0.1", port, ca: emulator.ca, checkServerIdentity });
		await new Promise((resolve, reject) => {
			socket.on("secureConnect", resolve).on("error", reject);
		});
		return new MqttWire(socket);
	}

	write(bytes: Buffer): void {
		this.#socket.write(bytes);
	}

	async read(length: number): Promise<Buffer> {
		while (this.#bytes.length < length) {
			await new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
		}
		const taken = this.#bytes.subarray(0, length);
		this.#bytes = this.#bytes.subarray(length);
		return taken;
	}

	/** A PUBLISH at QoS 0: its topic and payload. */
	async readPublish(): Promise<{ topic: string; payload: string }> {
		assert.equal((await this.read(1))[0], 0x30, "PUBLISH, QoS 0, neither DUP nor RETAIN");
		let length = 0;
		for (let shift = 0; ; shift += 7) {
			const byte = (await this.read(1))[0] ?? 0;
			length += (byte & 0x7f) << shift;
			if (byte < 0x80) break;
		}
		const rest = await this.read(length);
		const topicEnd = 2 + rest.readUInt16BE(0);
		return { topic: rest.toString("utf8", 2, topicEnd), payload: rest.toString("utf8", topicEnd) };
	}

	/** Neither SDK says goodbye: the socket just closes. */
	close(): void {
		this.#socket.destroy();
	}
}

/** CONNECT of MQTT 3.1: `MQIsdp`, level 3, clean session, user name and password, keepalive 300 seconds. */
export function connectPacket(clientID: string, username: string, password: string): Buffer {
	const head = Buffer.from("00064d514973647003c2012c", "hex");
	return packet(0x10, Buffer.concat([head, ...[clientID, username, password].map(text)]));
}

/** SUBSCRIBE with packet ID 1, at QoS 0. */
export function subscribePacket(topic: string): Buffer {
	return packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(topic), Buffer.from([0])]));
}

function text(value: string): Buffer {
	const bytes = Buffer.from(value);
	const length = Buffer.alloc(2);
	length.writeUInt16BE(bytes.length);
	return Buffer.concat([length, bytes]);
}

function packet(type: number, body: Buffer): Buffer {
	const length: number[] = [];
	for (let rest = body.length; ; ) {
		const byte = rest & 0x7f;
		rest >>>= 7;
		length.push(rest > 0 ? byte | 0x80 : byte);
		if (rest === 0) return Buffer.concat([Buffer.from([type, ...length]), body]);
	}
}
