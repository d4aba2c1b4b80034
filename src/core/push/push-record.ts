import { appendAll, boundedFolder } from "../bounded-folder.ts";
import type { Core } from "../context.ts";
import type { Installation } from "../installation.ts";
import { decodeKey, type ListRequest, limitOf, orderKey, paginationKeyOf } from "../paging.ts";
import type { ForeignPayload } from "./message-payloads.ts";

export type PushKind = "PUSH_TO_APP" | "PUSH_TO_USER" | "DIRECT_PUSH";

/** A message that FCM, APNs or JPush would have got: the emulator sends nothing there. */
export interface PushRecord {
	readonly kind: PushKind;
	/** As the reply to the sender has it; missing for a change in a bucket. */
	readonly pushMessageID?: string;
	readonly network: ForeignPayload["network"];
	readonly deviceType: Installation["deviceType"];
	readonly installationID: string;
	readonly installationRegistrationID: string;
	readonly userID?: string;
	readonly thingID?: string;
	readonly development: boolean;
	/** Unix milliseconds. */
	readonly sentAt: number;
	readonly payload: ForeignPayload["payload"];
}

interface Sent extends ForeignPayload {
	readonly kind: PushKind;
	readonly pushMessageID?: string;
}

/** Records kept of an app; the oldest go first. */
export const pushRecordLimit = 1000;

const recordsOf = (appID: string) => boundedFolder(appID, "push-record", [], pushRecordLimit);

export function pushRecord(core: Core, appID: string, installation: Installation, sent: Sent): PushRecord {
	const { installationID, installationRegistrationID, deviceType, development, owner } = installation;
	const { kind, pushMessageID, network, payload } = sent;
	return {
		kind,
		...(pushMessageID === undefined ? {} : { pushMessageID }),
		network,
		deviceType,
		installationID,
		installationRegistrationID,
		[owner.type === "thing" ? "thingID" : "userID"]: owner.id,
		development,
		sentAt: core.clockOf(appID).now(),
		payload,
	};
}

/** Keeps records, the last of them as the newest. */
export async function keepPushRecords(core: Core, appID: string, records: readonly PushRecord[]): Promise<void> {
	const entries = records.map((value) => ({ name: orderKey(core, appID), value }));
	await appendAll(core, recordsOf(appID), entries);
}

/**
 * A page of them, the newest first.
 * @throws KiiError INVALID_INPUT_DATA for a limit that is no positive number or a key that no reply has given
 */
export async function listPushRecords(
	core: Core,
	appID: string,
	{ bestEffortLimit, paginationKey }: ListRequest,
): Promise<{ pushRecords: PushRecord[]; nextPaginationKey?: string }> {
	const { folder } = recordsOf(appID);
	const limit = limitOf(bestEffortLimit);
	const before = paginationKey ? `${folder}/${decodeKey(paginationKey)}` : undefined;
	const entries = await core.store.list<PushRecord>(folder);
	const older = before === undefined ? entries : entries.filter(({ key }) => key < before);
	const page = older.slice(-limit);
	const pushRecords = page.map(({ value }) => value).reverse();
	const first = page[0];
	if (first === undefined || page.length === older.length) return { pushRecords };
	return { pushRecords, nextPaginationKey: paginationKeyOf(first.key.slice(folder.length + 1)) };
}
