import { type App, appIDPattern } from "./app.ts";
import { isPointer, pointerFolders } from "./app-pointers.ts";
import type { NewState } from "./clear-app.ts";
import type { KiiObject } from "./data/object-record.ts";
import { pieceFault } from "./data/upload/piece-fault.ts";
import type { Upload } from "./data/upload/upload.ts";
import { KiiError } from "./errors.ts";
import { isObject } from "./is-object.ts";
import type { MqttEndpoint } from "./mqtt-endpoint.ts";
import { recordShapeFault } from "./record-shape.ts";

/** Format of snapshots. A change that an older emulator would misread raises it. */
export const snapshotFormat = 1;
export const snapshotKind = "kii-emulator-snapshot";

/** All that an emulator, or one app of it, knows. */
export interface Snapshot extends NewState {
	/** The app it is of; all apps without it. */
	readonly app: string | undefined;
	/** The highest number in the order of its records. */
	readonly sequence: number;
	/** The highest generation of identifiers from a seed. */
	readonly generation: number;
}

const tops = ["app", "apps", "app-creation", ...pointerFolders];

/**
 * Reads a snapshot document.
 * @param decode gives the bytes of a text in base64, undefined for one that is none
 * @throws KiiError SNAPSHOT_INVALID, whose `path` says where
 */
export function readSnapshot(document: unknown, decode: (base64: string) => Uint8Array | undefined): Snapshot {
	if (!isObject(document) || document.kind !== snapshotKind) throw snapshotInvalid("kind", `must be "${snapshotKind}"`);
	const { format, version, app, sequence, generation = 0 } = document;
	if (!Number.isInteger(format) || Number(format) < 1) throw snapshotInvalid("format", "must be a whole number");
	if (Number(format) > snapshotFormat) {
		throw snapshotInvalid(
			"format",
			`is ${format}, of kii-emulator ${String(version)}, which this version does not know (it knows ${snapshotFormat}): use that version or a newer one`,
		);
	}
	if (app !== undefined && typeof app !== "string") throw snapshotInvalid("app", "must be an app ID");
	if (!Number.isSafeInteger(sequence) || Number(sequence) < 0)
		throw snapshotInvalid("sequence", "must be a whole number");
	if (!Number.isSafeInteger(generation) || Number(generation) < 0)
		throw snapshotInvalid("generation", "must be a whole number");
	const records = arrayAt(document, "records").map((record, n) => {
		const { key, value } = isObject(record) ? record : {};
		if (typeof key !== "string" || !tops.includes(key.split("/", 1)[0] ?? "") || !/^[^/]+\/./.test(key)) {
			throw snapshotInvalid(`records[${n}].key`, "is no key of a record");
		}
		if (value === undefined) throw snapshotInvalid(`records[${n}].value`, "is missing");
		const fault = recordShapeFault(key, value);
		if (fault !== undefined) throw snapshotInvalid(`records[${n}].value`, `of ${JSON.stringify(key)} ${fault}`);
		return { key, value };
	});
	const blobs = arrayAt(document, "bodies").map((body, n) => {
		const { key, base64 } = isObject(body) ? body : {};
		if (typeof key !== "string" || !key.startsWith("app/"))
			throw snapshotInvalid(`bodies[${n}].key`, "is no key of a body");
		// The last part is the version, which goes out in a header.
		if (!/^[\w.%/!~*'()-]+$/.test(key))
			throw snapshotInvalid(`bodies[${n}].key`, `${JSON.stringify(key)} is no key of a body`);
		const bytes = typeof base64 === "string" ? decode(base64) : undefined;
		if (bytes === undefined) throw snapshotInvalid(`bodies[${n}].base64`, "is not base64");
		return { key, bytes };
	});
	const snapshot: Snapshot = { app, sequence: Number(sequence), generation: Number(generation), records, blobs };
	checkApps(snapshot);
	checkEndpoints(snapshot);
	checkPublications(snapshot);
	checkBodies(snapshot);
	return snapshot;
}

function checkApps({ app, records, blobs }: Snapshot): void {
	const apps = new Set<string>();
	const keys = new Set<string>();
	for (const [n, { key, value }] of records.entries()) {
		if (keys.has(key)) throw snapshotInvalid(`records[${n}].key`, "is there twice");
		keys.add(key);
		if (!key.startsWith("apps/")) continue;
		const { appID, appKey, clientID, clientSecret } = (isObject(value) ? value : {}) as Partial<App>;
		if (![appID, appKey, clientID, clientSecret].every((each) => typeof each === "string")) {
			throw snapshotInvalid(`records[${n}].value`, "is no app");
		}
		if (!appIDPattern.test(`${appID}`)) throw snapshotInvalid(`records[${n}].value.appID`, "is no app ID");
		if (key !== `apps/${encodeURIComponent(`${appID}`)}`)
			throw snapshotInvalid(`records[${n}].key`, "is not that of its app");
		apps.add(key.slice("apps/".length));
	}
	if (app !== undefined && (apps.size !== 1 || !apps.has(encodeURIComponent(app)))) {
		throw snapshotInvalid("app", "must be the app of all records");
	}
	const belongs = (key: string) => !/^app(?:-creation)?\//.test(key) || apps.has(key.split("/", 2)[1] ?? "");
	for (const [n, { key, value }] of records.entries()) {
		if (!isPointer(key)) continue;
		const { appID } = (isObject(value) ? value : {}) as { readonly appID?: unknown };
		if (typeof appID !== "string" || !apps.has(encodeURIComponent(appID))) {
			throw snapshotInvalid(`records[${n}].value`, "is of an app that is not there");
		}
	}
	for (const [name, list] of Object.entries({ records, bodies: blobs })) {
		const n = list.findIndex(({ key }) => !belongs(key));
		if (n >= 0) throw snapshotInvalid(`${name}[${n}].key`, "is of an app that is not there");
	}
}

/** An endpoint is its own app's, and so is the MQTT topic that leads to it: else another app would lose its own with this one. */
function checkEndpoints({ records }: Snapshot): void {
	const byKey = new Map(records.map(({ key, value }) => [key, value]));
	for (const [n, { key, value }] of records.entries()) {
		const [top, name, kind] = key.split("/", 3);
		if (top !== "app" || kind !== "mqtt-endpoint") continue;
		const { appID, mqttTopic } = (isObject(value) ? value : {}) as Partial<MqttEndpoint>;
		const leadsTo = byKey.get(`mqtt-topic/${encodeURIComponent(`${mqttTopic}`)}`);
		if (appID !== name || typeof mqttTopic !== "string" || !isObject(leadsTo) || leadsTo.appID !== appID) {
			throw snapshotInvalid(`records[${n}].value`, "is no endpoint of its app with an MQTT topic that leads to it");
		}
	}
}

/** A publication of a body is its own app's: with the body it goes. */
function checkPublications({ records }: Snapshot): void {
	const byKey = new Map(records.map(({ key, value }) => [key, value]));
	for (const [n, { key, value }] of records.entries()) {
		const [top, name = "", kind] = key.split("/", 3);
		if (top !== "app" || kind !== "object-publication") continue;
		const publication = byKey.get(`${value}`);
		if (!isObject(publication) || encodeURIComponent(`${publication.appID}`) !== name)
			throw snapshotInvalid(`records[${n}].value`, `of ${JSON.stringify(key)} is no publication of its app`);
	}
}

/** Every object that has a body, and every upload that has begun, has its bytes. */
function checkBodies({ records, blobs }: Snapshot): void {
	const kept = new Map(blobs.map(({ key, bytes }) => [key.slice(key.lastIndexOf("/") + 1), bytes.length]));
	for (const [n, { key, value }] of records.entries()) {
		const [top, , kind] = key.split("/", 3);
		if (top !== "app") continue;
		if (kind === "object") {
			const { body } = value as KiiObject;
			if (body !== undefined && !kept.has(body.versionID))
				throw snapshotInvalid(`records[${n}].value.body`, "has no bytes in bodies");
		} else if (kind === "object-upload") {
			const fault = pieceFault(value as Upload, (versionID) => kept.get(versionID));
			if (fault !== undefined) throw snapshotInvalid(`records[${n}].value`, `of ${JSON.stringify(key)}: ${fault}`);
		}
	}
}

function arrayAt(document: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
	const value = document[name];
	if (!Array.isArray(value)) throw snapshotInvalid(name, "must be an array");
	return value;
}

/** `path` is where in the document. */
export function snapshotInvalid(path: string, reason: string): KiiError {
	return new KiiError("SNAPSHOT_INVALID", `The snapshot cannot be used, nothing has changed: ${path} ${reason}`, {
		path,
	});
}
