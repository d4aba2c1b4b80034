import { type Log, StorageError } from "../../core/ports.ts";
import { Batch } from "./batch.ts";
import type { Contents } from "./contents.ts";
import { rollBack } from "./roll-back.ts";
import type { Table } from "./table.ts";

export interface GroupCommitOptions {
	readonly contents: Contents;
	readonly table: Table;
	/** Whether a batch is durable on the disk only, not when it has been handed to the operating system. */
	readonly sync: boolean;
	readonly log: Log;
	/** Opens the table again after a write failed. */
	reopen(): Promise<Table>;
	/** Rejects while there is no room on the disk. */
	checkRoom(): Promise<void>;
}

/**
 * Writes what has changed in order, in batches: one at a time, and all that changes meanwhile is the next. A batch that
 * cannot be written has not happened: it is rolled back, with all behind it. Before anything else changes, the table is
 * opened anew, for a log that ends in half a batch must not go on.
 */
export class GroupCommit {
	readonly #options: GroupCommitOptions;
	#table: Table;
	#filling: Batch | undefined;
	#writing: Batch | undefined;
	#idle: Promise<void> = Promise.resolve();
	/** What the table may have otherwise than the memory, since a write failed. */
	#repair: Batch | undefined;
	#repairing: Promise<void> | undefined;

	constructor(options: GroupCommitOptions) {
		this.#options = options;
		this.#table = options.table;
	}

	/** To be awaited before something changes, where it is not undefined. @throws StorageError while nothing can be written */
	ready(): Promise<void> | undefined {
		if (this.#repair === undefined) return undefined;
		this.#repairing ??= this.#mend(this.#repair).finally(() => {
			this.#repairing = undefined;
		});
		return this.#repairing;
	}

	/** Where changes made in this turn are to be put down, whose `written` tells when they are durable. */
	batch(): Batch {
		if (this.#filling === undefined) {
			this.#filling = new Batch();
			if (this.#writing === undefined) {
				// What the same turn does besides comes along.
				this.#idle = Promise.resolve().then(() => this.#writeAll());
			}
		}
		return this.#filling;
	}

	/** Bytes of a blob that is being written. */
	pendingBlob(key: string): Uint8Array | undefined {
		for (const batch of [this.#filling, this.#writing]) {
			const change = batch?.blobs.get(key);
			if (change !== undefined) return change.after?.bytes;
		}
		return undefined;
	}

	/** For reading. */
	async table(): Promise<Table> {
		await this.#repairing?.catch(() => {});
		return this.#table;
	}

	get tableNow(): Table {
		return this.#table;
	}

	/** @returns whether the table has all that the memory has */
	async close(): Promise<boolean> {
		await this.#idle;
		await this.#repairing?.catch(() => {});
		await this.#table.close();
		return this.#repair === undefined;
	}

	async #writeAll(): Promise<void> {
		for (let batch = this.#filling; batch !== undefined; batch = this.#filling) {
			this.#filling = undefined;
			this.#writing = batch;
			try {
				if (!batch.isEmpty) await this.#write(this.#table, batch);
				batch.succeed();
			} catch (error) {
				this.#failed(batch, error as Error);
			}
			this.#writing = undefined;
		}
	}

	async #write(table: Table, batch: Batch): Promise<void> {
		const { writes, written } = this.#options.contents.writesOf(batch);
		await table.write(writes, this.#options.sync);
		written();
	}

	#failed(batch: Batch, error: Error): void {
		const { contents, log } = this.#options;
		const reason = reasonOf(error);
		const behind = this.#filling;
		this.#filling = undefined;
		this.#repair ??= new Batch();
		// The later first.
		for (const each of [behind, batch]) if (each !== undefined) rollBack(contents, each, this.#repair);
		log.error({ err: error }, `cannot write to the data folder, changes are refused until it works again: ${reason}`);
		for (const each of [batch, behind]) each?.fail(new StorageError(reason));
	}

	async #mend(repair: Batch): Promise<void> {
		const { checkRoom, reopen, log } = this.#options;
		try {
			await checkRoom();
			await this.#idle;
			await this.#table.close().catch(() => {});
			this.#table = await reopen();
			await this.#write(this.#table, repair);
		} catch (error) {
			throw new StorageError(reasonOf(error as Error));
		}
		this.#repair = undefined;
		log.info({}, "the data folder can be written to again");
	}
}

function reasonOf(error: Error): string {
	return (error.cause instanceof Error ? error.cause : error).message.replace(/\s*[\r\n]+\s*/g, " ");
}
