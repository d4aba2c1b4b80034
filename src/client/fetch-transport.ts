import type { Transport } from "./transport.ts";

export interface FetchTransportOptions {
	/** The emulator's setting `control-token`. */
	readonly token?: string | undefined;
	/** Instead of the global one: for a CA, a proxy, a test. */
	readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Calls the emulator at a base URL. */
export function fetchTransport(
	url: string,
	{ token, fetch = globalThis.fetch }: FetchTransportOptions = {},
): Transport {
	return async ({ method, path, headers, body, signal }) => {
		let response: Response;
		try {
			response = await fetch(url + path, {
				method,
				headers: { ...(token === undefined ? {} : { "x-control-token": token }), ...headers },
				...(body === undefined ? {} : { body }),
				...(signal === undefined ? {} : { signal }),
			});
		} catch (error) {
			if (signal?.aborted) throw error;
			throw new Error(`no emulator answers at ${url}: ${reasonOf(error)}${adviceOn(error)}`, { cause: error });
		}
		return { status: response.status, body: await response.text() };
	};
}

/** `fetch` itself says "fetch failed"; why is one deeper. */
function reasonOf(error: unknown): string {
	const { message, cause } = error as Error;
	const deeper = cause as (Error & { code?: string }) | undefined;
	return deeper?.message || deeper?.code || message;
}

/** Of Node and OpenSSL, for a certificate of a CA that is not trusted. */
const untrusted = /SELF_SIGNED_CERT|UNABLE_TO_(?:VERIFY|GET_ISSUER)|DEPTH_ZERO/;

function adviceOn(error: unknown): string {
	const { code = "" } = ((error as Error).cause ?? {}) as { code?: string };
	return untrusted.test(code)
		? "; trust the emulator's CA (/_emulator/ca.pem over HTTP): by NODE_EXTRA_CA_CERTS, or an option fetch that has it as its ca"
		: "";
}
