import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { Ports } from "../../src/emulator/ports.ts";
import { upgradeRequest } from "./handshakes.ts";
import type { Input } from "./input.ts";

export interface Address {
	readonly ports: Ports;
	readonly ca: string;
}

/** Does to the emulator what an input says; resolves when the emulator has closed the connection, or been left. */
export async function sendInput(address: Address, input: Input): Promise<void> {
	const socket = await open(address, input);
	if (socket === undefined) return;
	const closed = socket.closed
		? Promise.resolve()
		: new Promise<void>((resolve) => socket.once("close", () => resolve()));
	for (const chunk of input.chunks) {
		if (socket.destroyed || !socket.writable) break;
		if (!socket.write(chunk)) await Promise.race([once(socket, "drain").catch(() => {}), closed]);
		if (input.slowly) await nextTurn();
	}
	if (input.ends === "end") socket.end();
	else if (input.ends === "reset" && !(socket instanceof TLSSocket)) socket.resetAndDestroy();
	else socket.destroy();
	await closed;
}

/** Undefined when the emulator has closed it before the handshake was done. */
async function open({ ports, ca }: Address, { listener, begins }: Input): Promise<Socket | undefined> {
	const isSecure = listener === "tls" || listener === "wss" || listener === "https";
	const port = ports[listener];
	const socket =
		isSecure && begins === "established"
			? connectTls({ port, host: "127.0.0.1", ca })
			: connect({ port, host: "127.0.0.1" });
	socket.setNoDelay(true).on("error", () => {});
	if (begins === "bare" || listener === "http" || listener === "tcp") return socket.resume();
	if (isSecure && !(await happens(socket, "secureConnect"))) return undefined;
	if (listener === "ws" || listener === "wss") {
		socket.write(upgradeRequest);
		if (!(await happens(socket, "data"))) return undefined;
	}
	return socket.resume();
}

/** False when the socket is closed instead. */
async function happens(socket: Socket, event: string): Promise<boolean> {
	const ended = new AbortController();
	const { signal } = ended;
	const closed = once(socket, "close", { signal }).then(() => false);
	const happened = once(socket, event, { signal }).then(() => true);
	try {
		return await Promise.race([happened, closed]);
	} catch {
		return false;
	} finally {
		ended.abort();
		closed.catch(() => {});
		happened.catch(() => {});
	}
}
