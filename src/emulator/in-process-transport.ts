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
			const { statusCode, payload } = await api.app
				.inject({
					method: method as "GET",
					url: path,
					headers: { host: "localhost", ...control, ...headers, ...more },
					...(body === undefined ? {} : { payload: body }),
				})
				.catch(unlessClosed);
			return { status: statusCode, body: payload };
		};
		return signal === undefined ? call() : unlessAborted(signal, withSignal(signal, call));
	};
}

/** @throws Error that says who is not there any more */
function unlessClosed(error: NodeJS.ErrnoException): never {
	if (error.code !== "FST_ERR_REOPENED_CLOSE_SERVER") throw error;
	throw new Error("this emulator is closed: no call can be made to it any more", { cause: error });
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
