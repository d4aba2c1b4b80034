/** One change of a table: a text or bytes under a key, or nothing any more. */
export type TableWrite = { readonly key: string; readonly value: string | Uint8Array | undefined };

/** Keys and values on disk, in order, with atomic writes: what the embedded store needs of a database. */
export interface Table {
	/** All writes or none, handed to the operating system when it resolves; with `sync`, on the disk. */
	write(writes: readonly TableWrite[], sync: boolean): Promise<void>;
	/** Keys that begin with `prefix`, with their texts. */
	texts(prefix: string): AsyncIterable<readonly [string, string]>;
	keys(prefix: string): AsyncIterable<string>;
	bytes(key: string): Promise<Uint8Array | undefined>;
	/** Reads bytes as they are now, until it is closed. */
	snapshot(): TableSnapshot;
	close(): Promise<void>;
}

export interface TableSnapshot {
	bytes(key: string): Promise<Uint8Array | undefined>;
	close(): Promise<void>;
}

/** Why a table cannot be opened. */
export type TableFault = "in use" | "damaged" | "not accessible" | "not installed";

export class TableError extends Error {
	override readonly name = "TableError";
	readonly fault: TableFault;

	constructor(fault: TableFault, message: string, options?: ErrorOptions) {
		super(message, options);
		this.fault = fault;
	}
}
