import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SettingError, type Settings } from "../config.ts";
import { getApp } from "../core/app.ts";
import { pointerFolders } from "../core/app-pointers.ts";
import type { NewState } from "../core/clear-app.ts";
import type { Core } from "../core/context.ts";
import { KiiError } from "../core/errors.ts";
import type { Blob, Entry } from "../core/ports.ts";
import { appFolder } from "../core/records.ts";
import { resume } from "../core/resume.ts";
import { readSnapshot, snapshotFormat, snapshotKind } from "../core/snapshot.ts";
import type { SnapshotControl } from "../http/control/snapshot-control.ts";
import type { AppIds } from "../system/app-ids.ts";
import type { Counter } from "../system/sequence.ts";
import { takeFreeName } from "../system/take-free-name.ts";
import { writeAside } from "../system/write-aside.ts";
import { version } from "../version.ts";
import { checkSnapshot } from "./check-snapshot.ts";

/** A snapshot has everybody's tokens in it. */
const ownersOnly = { mode: 0o600 };

export interface SnapshotDeps {
	readonly core: Core;
	readonly settings: Settings;
	readonly counter: Counter;
	readonly appIds: Pick<AppIds, "goOn">;
	/** Puts a state in the place of an app's, or of all, while nobody else is at work, then does `afterwards`. */
	replace(appID: string | undefined, next: NewState, afterwards: () => Promise<void>): Promise<void>;
}

export interface Snapshots extends SnapshotControl {
	/** @throws SettingError naming the setting `import` */
	importFile(file: string): Promise<void>;
	/** Writes the file of `export-on-exit`, if there is one. @throws SettingError naming it */
	exportAtExit(): Promise<void>;
	readonly inProcess: SnapshotAccess;
}

/** Snapshots for a program. */
export interface SnapshotAccess extends Pick<SnapshotControl, "import" | "save"> {
	/** The document of everything, or of an app. @throws KiiError APP_NOT_FOUND */
	export(appID?: string): Promise<SnapshotDocument>;
}

/** What {@link SnapshotAccess.import} takes. */
export interface SnapshotDocument {
	readonly kind: string;
	readonly format: number;
	readonly version: string;
	readonly takenAt: string;
	readonly app?: string;
	readonly sequence: number;
	/** Of identifiers from a seed. */
	readonly generation?: number;
	readonly records: readonly { readonly key: string; readonly value: unknown }[];
	readonly bodies: readonly { readonly key: string; readonly base64: string }[];
}

export function createSnapshots({ core, settings, counter, appIds, replace }: SnapshotDeps): Snapshots {
	const text: Snapshots["text"] = async (appID) => {
		if (appID !== undefined) await getApp(core, appID);
		const name = appID === undefined ? "" : encodeURIComponent(appID);
		const topics = appID === undefined ? [] : pointersIn(core, appID);
		const prefixes = appID === undefined ? [""] : [appFolder(appID), `apps/${name}`, `app-creation/${name}`, ...topics];
		// As they are now, whatever comes while they are written.
		const records = core.store.all(prefixes);
		const bodies = core.blobs.all(appID === undefined ? [""] : [appFolder(appID)]);
		const takenAt = new Date(core.clockOf(appID).now()).toISOString();
		const { value: sequence, generation } = counter;
		const head = { kind: snapshotKind, format: snapshotFormat, version, takenAt, app: appID, sequence, generation };
		return textOf(head, records, bodies);
	};

	const importDocument: Snapshots["import"] = async (document) => {
		const { app, sequence, generation, ...next } = readSnapshot(document, bytesOf);
		await checkSnapshot(core, next, app);
		// Kept with the records themselves: identifiers that are made later must be none of theirs.
		counter.generation = Math.max(counter.generation, generation);
		await replace(app, next, async () => {
			counter.generation = Math.max(counter.generation, appIds.goOn(generation, app));
			counter.value = Math.max(counter.value, sequence);
			counter.floor = Math.max(counter.floor, sequence);
			await resume(core, core.store.all([app === undefined ? "app" : appFolder(app)]), app);
		});
		const apps = next.records
			.filter(({ key }) => key.startsWith("apps/"))
			.map(({ key }) => decodeURIComponent(key.slice(5)));
		core.log.info(
			{ apps },
			app === undefined ? "everything was replaced by a snapshot" : `app ${app} was replaced by a snapshot`,
		);
		return { apps };
	};

	const save: Snapshots["save"] = async () => {
		const { exportOnExit, dataDir } = settings;
		const at = new Date(core.clockOf().now()).toISOString().replace(/[:.]/g, "-");
		const wanted = exportOnExit ?? (dataDir === undefined ? undefined : join(dataDir, "snapshots", `${at}.json`));
		if (wanted === undefined) {
			throw new KiiError(
				"OPERATION_NOT_ALLOWED",
				"No file to write to: set export-on-exit or data-dir, or GET the snapshot",
			);
		}
		const write = async () => {
			if (exportOnExit !== undefined) {
				return { file: exportOnExit, bytes: await writeAside(exportOnExit, await text(), ownersOnly) };
			}
			await mkdir(dirname(wanted), { recursive: true });
			const file = await takeFreeName(wanted, ownersOnly.mode);
			try {
				return { file, bytes: await writeAside(file, await text(), ownersOnly) };
			} catch (error) {
				await rm(file, { force: true });
				throw error;
			}
		};
		return write().catch((error: Error) => {
			throw new KiiError("STORAGE_FAILED", `The emulator cannot write ${wanted}, which is as it was: ${error.message}`);
		});
	};

	return {
		text,
		import: importDocument,
		save,
		inProcess: {
			import: importDocument,
			save,
			async export(appID) {
				const parts: string[] = [];
				for await (const part of await text(appID)) parts.push(part);
				return JSON.parse(parts.join(""));
			},
		},
		async importFile(file) {
			try {
				await importDocument(JSON.parse(await readFile(file, "utf8")));
			} catch (error) {
				throw new SettingError("import", `cannot import ${file}: ${(error as Error).message}`, {
					exitCode: 1,
					cause: error,
				});
			}
		},
		async exportAtExit() {
			const { exportOnExit: file } = settings;
			if (file === undefined) return;
			try {
				const bytes = await writeAside(file, await text(), ownersOnly);
				core.log.info({ file, bytes }, `everything was exported to ${file}`);
			} catch (error) {
				throw new SettingError(
					"exportOnExit",
					`cannot write ${file}, which is as it was: ${(error as Error).message}`,
					{
						exitCode: 1,
						cause: error,
					},
				);
			}
		},
	};
}

/** Found in the same turn as all else. */
function pointersIn({ store }: Core, appID: string): string[] {
	const entries = store.all(pointerFolders) as Entry<{ readonly appID: string }>[];
	return entries.filter(({ value }) => value.appID === appID).map(({ key }) => key);
}

async function* textOf(head: object, records: readonly Entry[], bodies: AsyncIterable<Blob>): AsyncGenerator<string> {
	yield `${JSON.stringify(head).slice(0, -1)},\n"records":[`;
	let lines: string[] = [];
	let between = "\n";
	for (const { key, value } of records) {
		lines.push(between, JSON.stringify({ key, value }));
		between = ",\n";
		if (lines.length < 200) continue;
		yield lines.join("");
		lines = [];
	}
	yield `${lines.join("")}\n],\n"bodies":[`;
	between = "\n";
	for await (const { key, bytes } of bodies) {
		yield `${between}${JSON.stringify({ key, base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64") })}`;
		between = ",\n";
	}
	yield "\n]}\n";
}

function bytesOf(base64: string): Uint8Array | undefined {
	const bytes = Buffer.from(base64, "base64");
	return bytes.toString("base64") === base64 ? bytes : undefined;
}
