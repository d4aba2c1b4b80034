/** A body or payload as the journal keeps it: text as it is; bytes in Latin-1, which keeps no buffer from being freed. */
export interface Kept {
	readonly text?: string;
	readonly latin1?: string;
	/** Bytes or characters, before it was cut. */
	readonly length: number;
	readonly truncated: boolean;
}

/** Keeps the first `limit` bytes (of a text: characters) of a body. */
export function keep(body: string | Uint8Array, limit: number): Kept {
	const { length } = body;
	const truncated = length > limit;
	if (typeof body !== "string") return { latin1: latin1Of(body, limit), length, truncated };
	// A part of a string would keep the whole of it.
	return truncated
		? { latin1: latin1Of(Buffer.from(body.slice(0, limit))), length, truncated }
		: { text: body, length, truncated };
}

function latin1Of(bytes: Uint8Array, limit = bytes.length): string {
	const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	return buffer.toString("latin1", 0, limit);
}

const keptPayloads = new WeakMap<Buffer, Kept>();

/** Keeps a payload that goes to many clients once. @param limit the same for all that keep it */
export function keepShared(payload: Buffer, limit: number): Kept {
	let kept = keptPayloads.get(payload);
	if (kept === undefined) {
		kept = keep(payload, limit);
		keptPayloads.set(payload, kept);
	}
	return kept;
}
