import type { ControlReply, Transport } from "../client/transport.ts";
import { withSignal } from "../http/control/signal-of.ts";
import { internalsOf } from "./internals.ts";

/** Calls an emulator of this process: the same routes as over HTTP, without a socket. */
export function inProcessTransport(emulator: object): Transport {
	const { api, ownToken } = internalsOf(emulator);
	return async ({ method, path, headers, body, signal }) => {
		signal?.throwIfAborted();
		const call = async (more: Readonly<Record<string, string>> = {}): Promise<ControlReply> => {
			const control = path.startsWith("/_emulator/") ? { "x-control-token": ownToken } : {};
			const { statusCode, payload } = await api.app.inject({
				method: method as "GET",
				url: path,
				headers: { host: "localhost", ...control, ...headers, ...more },
				...(body === undefined ? {} : { payload: body }),
			});
			return { status: statusCode, body: payload };
		};
		return signal === undefined ? call() : unlessAborted(signal, withSignal(signal, call));
	};
}

/** Rejects with the signal's reason at once; what the call comes to is of no interest then. */
async function unlessAborted<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
	let onAbort = () => {};
	const aborted = new Promise<never>((_, reject) => {
		onAbort = () => reject(signal.reason);
		signal.addEventListener("abort", onAbort, { once: true });
	});
	call.catch(() => {});
	return Promise.race([call, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}
