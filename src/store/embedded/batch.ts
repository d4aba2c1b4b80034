import type { Entry } from "../../core/ports.ts";

/** A blob as the store knows it without its bytes. */
export interface BlobInfo {
	readonly size: number;
	/** CRC-32 of the bytes. */
	readonly checksum: number;
}

/** How a record was before a batch and is behind it, undefined where there is none. */
export interface RecordChange {
	readonly before: Entry | undefined;
	after: Entry | undefined;
}

export interface BlobChange {
	readonly before: BlobInfo | undefined;
	after: (BlobInfo & { readonly bytes: Uint8Array }) | undefined;
}

/** Changes that are written together: all that was handed over while the batch before was being written. */
export class Batch {
	readonly records = new Map<string, RecordChange>();
	readonly blobs = new Map<string, BlobChange>();
	/** Resolves when the batch is durable. @throws StorageError when it could not be written */
	readonly written: Promise<void>;
	succeed = (): void => {};
	fail = (_error: Error): void => {};

	constructor() {
		this.written = new Promise((resolve, reject) => {
			this.succeed = resolve;
			this.fail = reject;
		});
		// Nobody may be waiting for it; who does is told nevertheless.
		this.written.catch(() => {});
	}

	get isEmpty(): boolean {
		return this.records.size === 0 && this.blobs.size === 0;
	}

	readonly recordChanged = (key: string, before: Entry | undefined, after: Entry | undefined): void => {
		const known = this.records.get(key);
		if (known === undefined) this.records.set(key, { before, after });
		else known.after = after;
	};

	blobChanged(key: string, before: BlobInfo | undefined, after: BlobChange["after"]): void {
		const known = this.blobs.get(key);
		if (known === undefined) this.blobs.set(key, { before, after });
		else known.after = after;
	}
}
