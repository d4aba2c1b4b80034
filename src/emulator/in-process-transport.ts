import type { Transport } from "../client/transport.ts";
import { internalsOf } from "./internals.ts";

/** Calls an emulator of this process: the same routes as over HTTP, without a socket. */
export function inProcessTransport(emulator: object): Transport {
	const { api, ownToken } = internalsOf(emulator);
	return async ({ method, path, headers, body, signal }) => {
		signal?.throwIfAborted();
		try {
			const control = path.startsWith("/_emulator/") ? { "x-control-token": ownToken } : {};
			const { statusCode, payload } = await api.app.inject({
				method: method as "GET",
				url: path,
				headers: { host: "localhost", ...control, ...headers },
				...(body === undefined ? {} : { payload: body }),
				...(signal === undefined ? {} : { signal }),
			});
			return { status: statusCode, body: payload };
		} catch (error) {
			signal?.throwIfAborted();
			throw error;
		}
	};
}
