import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { ListenerName } from "../broker/session.ts";
import type { Emulator } from "../emulator.ts";
import { internalsOf } from "./internals.ts";

/** Ports beside those of an emulator that lead to its MQTT listeners. */
export interface OtherPorts {
	/** The other port of a listener, opened when it is asked for the first time. */
	open(listener: ListenerName): Promise<number>;
	/** Connections that came by them are the listeners' own, and stay. */
	close(): void;
}

export function createOtherPorts(emulator: Emulator, host: string): OtherPorts {
	const { listeners } = internalsOf(emulator);
	const servers = new Map<ListenerName, Promise<Server>>();

	async function listen(name: ListenerName): Promise<Server> {
		const listener = listeners.find((each) => each.name === name);
		const server = createServer({ noDelay: true }, (socket) => listener?.accept(socket));
		server.listen({ host, port: 0 });
		await once(server, "listening");
		return server;
	}

	return {
		async open(name) {
			const opening = servers.get(name) ?? listen(name);
			servers.set(name, opening);
			return ((await opening).address() as AddressInfo).port;
		},
		close() {
			for (const opening of servers.values()) opening.then((server) => server.close()).catch(() => {});
		},
	};
}
