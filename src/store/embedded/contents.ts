import { crc32 } from "node:zlib";
import { FolderTree } from "../folder-tree.ts";
import { Records } from "../records.ts";
import type { Batch, BlobInfo } from "./batch.ts";
import type { Total } from "./closing-mark.ts";
import { readStoredRecord, storedRecord } from "./stored-record.ts";
import type { Table, TableWrite } from "./table.ts";
import { TableError } from "./table.ts";

const metaKey = "m:state";
/** Prefixes of keys: bytes of blobs, what is known of blobs, records. */
export const [blobPrefix, infoPrefix, recordPrefix] = ["b:", "i:", "r:"];

/** What of the numbers that were given out lives on in the table. */
export interface Counter {
	/** The highest number in the order of records. */
	value: number;
	/** The highest generation of identifiers from a seed. */
	generation: number;
}

/** With the total, what is missing is noticed. */
interface Meta extends Total {
	readonly sequence: number;
	readonly generation: number;
}

/** What an embedded store holds: all records, what there is to know of the blobs, and the checksums of what is on disk. */
export class Contents {
	readonly records = new Records();
	readonly blobs = new FolderTree(() => new Map<string, BlobInfo>());
	readonly #counter: Counter;
	/** By key of the table, of what has been written. */
	#checksums = new Map<string, number>();
	#sum = 0;

	constructor(counter: Counter) {
		this.#counter = counter;
	}

	/** What the table must be told of the batch; `written` is to be called when it was. */
	writesOf(batch: Batch): { readonly writes: readonly TableWrite[]; written(): void } {
		const writes: TableWrite[] = [];
		const checksums = new Map<string, number | undefined>();
		for (const [key, { after }] of batch.records) {
			const stored = after === undefined ? undefined : storedRecord(after);
			writes.push({ key: recordPrefix + key, value: stored?.text });
			checksums.set(recordPrefix + key, stored?.checksum);
		}
		for (const [key, { after }] of batch.blobs) {
			const text = after === undefined ? undefined : infoText(after);
			writes.push({ key: blobPrefix + key, value: after?.bytes }, { key: infoPrefix + key, value: text });
			checksums.set(infoPrefix + key, text === undefined ? undefined : crc32(text, crc32(key)));
		}
		let sum = this.#sum;
		let count = this.#checksums.size;
		for (const [key, checksum] of checksums) {
			const before = this.#checksums.get(key);
			sum = (sum - (before ?? 0) + (checksum ?? 0)) >>> 0;
			count += (checksum === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
		}
		const { value: sequence, generation } = this.#counter;
		const meta: Meta = { sequence, generation, count, sum };
		writes.push({ key: metaKey, value: JSON.stringify(meta) });
		return {
			writes,
			written: () => {
				this.#sum = sum;
				for (const [key, checksum] of checksums) {
					if (checksum === undefined) this.#checksums.delete(key);
					else this.#checksums.set(key, checksum);
				}
			},
		};
	}

	/** Of what has been written. */
	get total(): Total {
		return { count: this.#checksums.size, sum: this.#sum };
	}

	/** Takes in all that is in a table. @throws TableError "damaged" when it is not all that was written */
	async load(table: Table): Promise<void> {
		await this.#read(table).catch((error: Error) => {
			throw error instanceof TableError ? error : damaged(error.message);
		});
	}

	async #read(table: Table): Promise<void> {
		for await (const [tableKey, text] of table.texts(recordPrefix)) {
			const key = tableKey.slice(recordPrefix.length);
			const stored = readStoredRecord(key, text);
			if (stored === undefined) throw damaged(`the record ${key} has changed`);
			this.records.restore(key, stored.entry);
			this.#add(tableKey, stored.checksum);
		}
		for await (const [tableKey, text] of table.texts(infoPrefix)) {
			const key = tableKey.slice(infoPrefix.length);
			const [checksum, size] = text.split(" ").map(Number);
			this.blobs.open(folderOfBlob(key)).set(key, { checksum: checksum ?? 0, size: size ?? 0 });
			this.#add(tableKey, crc32(text, crc32(key)));
		}
		await this.#checkBlobs(table);
		await this.#checkMeta(table);
	}

	#add(tableKey: string, checksum: number): void {
		this.#checksums.set(tableKey, checksum);
		this.#sum = (this.#sum + checksum) >>> 0;
	}

	async #checkBlobs(table: Table): Promise<void> {
		let expected = 0;
		for (const folder of this.blobs.at("")) expected += folder.size;
		for await (const tableKey of table.keys(blobPrefix)) {
			const key = tableKey.slice(blobPrefix.length);
			if (!this.blobs.get(folderOfBlob(key))?.has(key)) throw damaged(`the body ${key} belongs to nothing`);
			expected--;
		}
		if (expected !== 0) throw damaged(`${expected} bodies are missing`);
	}

	async #checkMeta(table: Table): Promise<void> {
		const text = await last(table.texts(metaKey));
		if (text === undefined && this.#checksums.size === 0) return;
		const { sequence, generation, count, sum } = JSON.parse(text ?? "{}") as Partial<Meta>;
		if (count !== this.#checksums.size)
			throw damaged(`${count} records were written, ${this.#checksums.size} are there`);
		if (sum !== this.#sum) throw damaged("some records are not as they were written last");
		this.#counter.value = Math.max(this.#counter.value, sequence ?? 0);
		this.#counter.generation = Math.max(this.#counter.generation, generation ?? 0);
	}
}

export function folderOfBlob(key: string): string {
	return key.slice(0, Math.max(0, key.lastIndexOf("/")));
}

function infoText({ checksum, size }: BlobInfo): string {
	return `${checksum} ${size}`;
}

async function last(texts: AsyncIterable<readonly [string, string]>): Promise<string | undefined> {
	let found: string | undefined;
	for await (const [, text] of texts) found = text;
	return found;
}

function damaged(reason: string): TableError {
	return new TableError("damaged", reason);
}
