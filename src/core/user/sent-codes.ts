import { append, type BoundedFolder, boundedFolder } from "../bounded-folder.ts";
import type { Core } from "../context.ts";
import { orderKey } from "../paging.ts";
import type { Ids } from "../ports.ts";

/** What a user would have got by e-mail or SMS. */
export interface SentCode {
	/** Unix milliseconds. */
	readonly createdAt: number;
	readonly userID: string;
	readonly purpose: CodePurpose;
	/** The e-mail address or phone number it is for. */
	readonly address: string;
	readonly code: string;
}

/** An address to verify, the PIN code of a password reset, or the password that a reset has made. */
export type CodePurpose = "emailAddress" | "phoneNumber" | "passwordReset" | "newPassword";

const names: Readonly<Record<CodePurpose, string>> = {
	emailAddress: "verification code",
	phoneNumber: "verification code",
	passwordReset: "PIN code for a password reset",
	newPassword: "new password",
};
const kept = 1000;

function folderOf(appID: string): BoundedFolder {
	return boundedFolder(appID, "sent-code", [], kept);
}

/** Six digits. */
export function newCode(ids: Ids): string {
	const [a = 0, b = 0, c = 0, d = 0] = ids.bytes(4);
	return String((((a * 256 + b) * 256 + c) * 256 + d) % 1_000_000).padStart(6, "0");
}

/** Logs that the real service would have sent something, and keeps that for the administrator. */
export async function sendCode(
	core: Core,
	appID: string,
	userID: string,
	purpose: CodePurpose,
	{ value: address, code }: { readonly value: string; readonly code: string },
): Promise<void> {
	const createdAt = core.clockOf(appID).now();
	const sent: SentCode = { createdAt, userID, purpose, address, code };
	await append(core, folderOf(appID), orderKey(core, appID), sent);
	// Whoever has the code is as good as the user: it is not for the log.
	core.log.info(
		{ appID, createdAt, userID, purpose, address },
		`${names[purpose]} for ${address}: the emulator sends neither e-mail nor SMS, the administrator reads it at /_emulator/apps/${appID}/verification-codes`,
	);
}

/** The last 1,000 of an app, the newest first. */
export async function sentCodes(core: Core, appID: string): Promise<SentCode[]> {
	const entries = await core.store.list<SentCode>(folderOf(appID).folder);
	return entries.map(({ value }) => value).reverse();
}
