// Many MQTT clients in one process, cheap enough not to be what is measured: they count PUBLISH packets and keep nothing.
import { connect, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import { countPackets } from "../table/count-packets.ts";
import { cpuMilliseconds, now } from "./child.ts";

export interface ReceiverCredentials {
	readonly clientId: string;
	readonly topic: string;
	readonly username?: string;
	readonly password?: string;
}

/** To the process of the receivers: connect and subscribe them all, or tell when `expect` messages have come. */
export type ReceiversOrder =
	| { readonly port: number; readonly receivers: readonly ReceiverCredentials[] }
	| { readonly expect: number };

/** From it: all have subscribed, it is ready to count, or what came. */
export type ReceiversReport = "subscribed" | "counting" | Arrivals;

export interface Arrivals {
	/** When the first and the last message came: monotonic milliseconds, the same clock in every process. */
	readonly first: number;
	readonly last: number;
	/** Milliseconds of processor time of the receivers since they were ready to count. */
	readonly cpu: number;
}

const connectingAtOnce = 100;
const subackLength = 5;
const connackLength = 4;

let missing = 0;
let first = 0;

let cpuBefore = 0;

const report = (message: ReceiversReport) => process.send?.(message);

function counted(messages: number): void {
	if (first === 0) first = now();
	missing -= messages;
	if (missing === 0) report({ first, last: now(), cpu: cpuMilliseconds() - cpuBefore });
}

function openReceiver(port: number, { clientId, topic, username, password }: ReceiverCredentials): Promise<Socket> {
	return new Promise((resolve, reject) => {
		const countNew = countPackets();
		// CONNACK and SUBACK come first, and have a fixed length.
		let answers = connackLength + subackLength;
		const socket = connect({
			port,
			host: "127.0.0.1",
			onread: {
				buffer: new Uint8Array(4096),
				callback(length, chunk) {
					if (answers > 0) {
						answers -= length;
						if (answers === subackLength) {
							const subscriptions = [{ topic, qos: 0 as const }];
							socket.write(generate({ cmd: "subscribe", messageId: 1, subscriptions }));
						} else if (answers === 0) resolve(socket);
						return true;
					}
					const packets = countNew(chunk, length);
					if (packets > 0) counted(packets);
					return true;
				},
			},
		});
		socket.on("error", reject);
		socket.on("close", () => reject(new Error("a receiver was disconnected")));
		const credentials = username === undefined ? {} : { username, password: Buffer.from(password ?? "") };
		socket.write(generate({ cmd: "connect", protocolId: "MQTT", clientId, clean: true, keepalive: 0, ...credentials }));
	});
}

process.on("message", async (order: ReceiversOrder) => {
	if ("expect" in order) {
		missing = order.expect;
		first = 0;
		cpuBefore = cpuMilliseconds();
		report("counting");
		return;
	}
	const waiting = [...order.receivers];
	await Promise.all(
		Array.from({ length: connectingAtOnce }, async () => {
			for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await openReceiver(order.port, next);
		}),
	);
	report("subscribed");
});
process.on("disconnect", () => process.exit());
