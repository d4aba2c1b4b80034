import { AsyncLocalStorage } from "node:async_hooks";
import type { FastifyReply } from "fastify";
import { KiiError } from "../../core/errors.ts";

const ofCalls = new AsyncLocalStorage<AbortSignal>();

/** Makes a call in this process whose caller can give it up: `inject` tells the route nothing of that. */
export function withSignal<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
	return ofCalls.run(signal, call);
}

/** Aborted when nobody waits for the answer any more: the client has hung up. */
export function signalOf(reply: FastifyReply): AbortSignal {
	const gone = new AbortController();
	const leave = () =>
		gone.abort(new KiiError("OPERATION_NOT_ALLOWED", "Nobody waits for the answer of this call any more"));
	reply.raw.once("close", leave);
	ofCalls.getStore()?.addEventListener("abort", leave, { once: true });
	return gone.signal;
}
