/** A call of the emulator's HTTP API. */
export interface ControlCall {
	readonly method: string;
	/** With its query. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	readonly signal?: AbortSignal | undefined;
}

export interface ControlReply {
	readonly status: number;
	readonly body: string;
}

/** Brings a call to the emulator: by `fetch` to one elsewhere, without a socket to one in this process. Rejects when there is no answer. */
export type Transport = (call: ControlCall) => Promise<ControlReply>;
