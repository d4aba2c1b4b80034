import { once } from "node:events";
import type { Server } from "node:net";
import { acceptSockets } from "../../system/accept-sockets.ts";
import type { ListenerName } from "../session.ts";
import type { Listener, ListenOptions } from "./listener.ts";

/** Binds `server` and gives it the lifecycle all four listeners share. `farewell` runs before sockets are destroyed. */
export async function openListener(
	name: ListenerName,
	server: Server,
	{ host, port, log, admit, gate }: ListenOptions,
	farewell: () => Promise<void> = async () => {},
): Promise<Listener> {
	const sockets = acceptSockets(server, (socket) => admit === undefined || admit(name, socket), gate?.(name));
	server.listen({ host, port });
	await once(server, "listening");
	// A failing accept (too many open files) is an event of the server and must not end the process.
	server.on("error", (error) => log.error({ listener: name, error: error.message }, "a connection was not accepted"));
	const address = server.address();

	let stopped: Promise<unknown> | undefined;
	let closed: Promise<void> | undefined;
	const stop = () => {
		stopped ??= new Promise((resolve) => server.close(resolve));
		return stopped;
	};
	const close = async () => {
		const gone = stop();
		await farewell();
		for (const socket of sockets) socket.destroy();
		await gone;
	};
	return {
		name,
		port: typeof address === "object" && address !== null ? address.port : port,
		// Any Duplex will do, as Node documents.
		accept: (stream) => void server.emit("connection", stream),
		async stopAccepting() {
			void stop();
		},
		close() {
			closed ??= close();
			return closed;
		},
	};
}
