import type { ClassicLevel } from "classic-level";
import { type Table, TableError, type TableFault } from "./table.ts";

const faults: Readonly<Record<string, TableFault>> = { LEVEL_LOCKED: "in use", LEVEL_CORRUPTION: "damaged" };

/** Opens a LevelDB in a folder. @throws TableError */
export async function openLevelTable(folder: string, createIfMissing: boolean): Promise<Table> {
	const level = await load();
	const db = new level.ClassicLevel(folder, { keyEncoding: "utf8", valueEncoding: "utf8" });
	await db.open({ createIfMissing }).catch((error: Error) => {
		throw translated(error);
	});
	return tableOf(db);
}

function tableOf(db: ClassicLevel): Table {
	return {
		async write(writes, sync) {
			await db.batch(
				writes.map(({ key, value }) => {
					if (value === undefined) return { type: "del", key };
					if (typeof value === "string") return { type: "put", key, value };
					// The bytes are of the encoding that the put names.
					return { type: "put", key, value: value as unknown as string, valueEncoding: "view" };
				}),
				{ sync },
			);
		},
		async *texts(prefix) {
			yield* db.iterator({ gte: prefix, lt: behind(prefix) });
		},
		async *keys(prefix) {
			yield* db.keys({ gte: prefix, lt: behind(prefix) });
		},
		bytes: (key) => db.get<string, Uint8Array>(key, { valueEncoding: "view" }),
		snapshot() {
			const snapshot = db.snapshot();
			return {
				bytes: (key) => db.get<string, Uint8Array>(key, { valueEncoding: "view", snapshot }),
				close: () => snapshot.close(),
			};
		},
		close: () => db.close(),
	};
}

/** The first key behind all that begin with `prefix`. */
function behind(prefix: string): string {
	return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

// Loaded where there is a folder only: who keeps everything in memory neither waits for it nor needs it installed.
async function load(): Promise<typeof import("classic-level")> {
	try {
		return await import("classic-level");
	} catch (cause) {
		throw new TableError("not installed", (cause as Error).message.split("\n", 1)[0] ?? "", { cause });
	}
}

function translated(error: Error): TableError {
	const cause = error.cause as (Error & { code?: string }) | undefined;
	const fault = faults[cause?.code ?? ""] ?? (/corrupt/i.test(cause?.message ?? "") ? "damaged" : "not accessible");
	return new TableError(fault, cause?.message ?? error.message, { cause: error });
}
