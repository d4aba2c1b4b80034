import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { tlsBytes, upgradeRequest } from "./handshakes.ts";
import { type ListenerName, listeners } from "./input.ts";
import { createRandom, type Random } from "./random.ts";
import type { Address } from "./send-input.ts";

/**
 * Opens connections that stop before they have become anything: nothing sent, or the half of a handshake, a request or a
 * CONNECT. Resolves when all are open; `close` leaves them all.
 */
export async function openHalf(address: Address, seed: string, count: number): Promise<{ close(): Promise<void> }> {
	const random = createRandom(`${seed}/half-open`);
	const sockets: Socket[] = [];
	// Not more at a time than a listener keeps waiting.
	for (let opened = 0; opened < count; opened += 100) {
		const batch = Array.from({ length: Math.min(100, count - opened) }, () => openOne(address, random));
		sockets.push(...batch);
		await Promise.all(batch.map((socket) => once(socket, "connect")));
	}
	return {
		async close() {
			for (const socket of sockets) socket.destroy();
		},
	};
}

function openOne({ ports }: Address, random: Random): Socket {
	const listener = random.pick(listeners);
	const socket = connect(ports[listener], "127.0.0.1");
	socket.on("error", () => {}).resume();
	const bytes = beginning(random, listener);
	if (bytes.length > 0) socket.write(bytes);
	return socket;
}

function beginning(random: Random, listener: ListenerName): Buffer {
	if (random.chance(1, 3)) return Buffer.alloc(0);
	switch (listener) {
		case "tcp":
			return Buffer.from("103c00044d5154540402", "hex").subarray(0, 1 + random.below(10));
		case "tls":
		case "wss":
		case "https":
			return tlsBytes(random)[1].subarray(0, 1 + random.below(5));
		default:
			return upgradeRequest.subarray(0, 1 + random.below(upgradeRequest.length - 5));
	}
}
