import { createServer } from "node:net";
import { resetSocket } from "../../system/reset-socket.ts";
import type { Listener, ListenOptions } from "./listener.ts";
import { openListener } from "./open-listener.ts";
import { localEnds, plainAddress } from "./reached-host.ts";
import { socketOptions } from "./socket-options.ts";

/** MQTT on a plain TCP socket. */
export function listenTcp(options: ListenOptions): Promise<Listener> {
	const server = createServer(socketOptions, (socket) => {
		if (socket.destroyed) return;
		const remoteAddress = plainAddress(socket.remoteAddress);
		socket.on("error", (error) => {
			options.log.debug({ listener: "tcp", remoteAddress, error: error.message }, "connection failed");
		});
		const { host, port } = localEnd(socket);
		options.onConnection({
			stream: socket,
			origin: {
				listener: "tcp",
				remoteAddress,
				reachedHost: host,
				reachedPort: port,
			},
			reset: () => resetSocket(socket),
		});
	});
	const localEnd = localEnds(server);
	return openListener("tcp", server, options);
}
