import type { Entry } from "../journal/entry.ts";
import type { Gap } from "../journal/journal.ts";

/** What both the global WebSocket and that of `ws` are. */
interface Socket {
	addEventListener(
		type: string,
		listener: (event: { readonly data?: unknown; readonly message?: string }) => void,
	): void;
	close(): void;
}

type SocketConstructor = new (url: string) => Socket;

/** `GET /_emulator/events` as something to loop over. Leaving the loop closes it. */
export async function* follow(url: string, signal?: AbortSignal): AsyncGenerator<Entry | Gap> {
	signal?.throwIfAborted();
	const socket = new (await socketConstructor())(url);
	const arrived: (Entry | Gap)[] = [];
	let ended: { readonly error?: Error } | undefined;
	let wake = () => {};
	const end = (error?: Error) => {
		ended ??= error === undefined ? {} : { error };
		wake();
	};
	socket.addEventListener("message", ({ data }) => {
		arrived.push(JSON.parse(String(data)));
		wake();
	});
	socket.addEventListener("error", ({ message }) => end(new Error(`the event stream failed: ${message ?? url}`)));
	socket.addEventListener("close", () => end());
	const onAbort = () => end();
	signal?.addEventListener("abort", onAbort);
	try {
		for (;;) {
			if (signal?.aborted) return;
			const entry = arrived.shift();
			if (entry !== undefined) yield entry;
			else if (ended?.error !== undefined) throw ended.error;
			else if (ended !== undefined) return;
			else
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
		}
	} finally {
		signal?.removeEventListener("abort", onAbort);
		socket.close();
	}
}

/** Node.js has a WebSocket of its own from 22 on. */
async function socketConstructor(): Promise<SocketConstructor> {
	const global = (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
	if (global !== undefined) return global;
	const { WebSocket } = await import("ws");
	return WebSocket as unknown as SocketConstructor;
}
