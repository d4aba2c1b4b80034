import type { Transport } from "../client/transport.ts";
import { internalsOf } from "./internals.ts";

/** Calls an emulator of this process: the same routes as over HTTP, without a socket. */
export function inProcessTransport(emulator: object): Transport {
	const { app } = internalsOf(emulator).api;
	return async ({ method, path, headers, body, signal }) => {
		signal?.throwIfAborted();
		try {
			const { statusCode, payload } = await app.inject({
				method: method as "GET",
				url: path,
				headers: { host: "localhost", ...headers },
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
