import { randomUUID } from "node:crypto";
import type { FastifyReply } from "fastify";
import { KiiError } from "../../core/errors.ts";

const header = "x-control-call";

/** Of calls in this process, by the name that only their makers know. */
const signals = new Map<string, AbortSignal>();

/**
 * Makes a call in this process whose caller can give it up: `inject` tells the route nothing of that.
 * @param call makes it with these headers
 */
export async function withSignal<T>(
	signal: AbortSignal,
	call: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
	const name = randomUUID();
	signals.set(name, signal);
	try {
		return await call({ [header]: name });
	} finally {
		signals.delete(name);
	}
}

/** Aborted when nobody waits for the answer any more: the client has hung up. */
export function signalOf({ raw, request }: FastifyReply): AbortSignal {
	const gone = new AbortController();
	const leave = () =>
		gone.abort(new KiiError("OPERATION_NOT_ALLOWED", "Nobody waits for the answer of this call any more"));
	raw.once("close", leave);
	signals.get(`${request.headers[header]}`)?.addEventListener("abort", leave, { once: true });
	return gone.signal;
}
