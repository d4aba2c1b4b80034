import { ControlError } from "./control-error.ts";
import type { Transport } from "./transport.ts";

export interface CallOptions {
	/** Fields without a value are left out. */
	readonly query?: Readonly<Record<string, unknown>>;
	/** Sent as JSON; a text as it is. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal | undefined;
}

/** Makes a call and gives the JSON of its answer; `undefined` for an empty one. @throws ControlError for a status from 400 on */
export type Call = <T = unknown>(method: string, path: string, options?: CallOptions) => Promise<T>;

export function createCall(transport: Transport): Call {
	return async <T>(method: string, path: string, options: CallOptions = {}): Promise<T> => {
		const { query = {}, body, headers = {}, signal } = options;
		const reply = await transport({
			method,
			path: path + queryText(query),
			headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
			...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
			signal,
		});
		const answer = reply.body === "" ? undefined : parsed(reply.body);
		if (reply.status >= 400) throw new ControlError(`${method} ${path}`, reply.status, answer);
		return answer as T;
	};
}

function queryText(query: Readonly<Record<string, unknown>>): string {
	const pairs = Object.entries(query)
		.filter(([, value]) => value !== undefined)
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
	return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
