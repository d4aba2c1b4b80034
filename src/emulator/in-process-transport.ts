import type { FastifyInstance } from "fastify";
import type { Transport } from "../client/transport.ts";

const apis = new WeakMap<object, FastifyInstance>();

/** Lets `inProcessTransport` find the API of an emulator, without a field that users would see. */
export function rememberApi(emulator: object, app: FastifyInstance): void {
	apis.set(emulator, app);
}

/** Calls an emulator of this process: the same routes as over HTTP, without a socket. */
export function inProcessTransport(emulator: object): Transport {
	const app = apis.get(emulator);
	if (app === undefined) throw new TypeError("not an emulator of this process");
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
