import type { SoakDevice } from "./soak-device.ts";
import type { Account } from "./soak-process.ts";

/** A command that an owner has sent. */
export interface SentCommand {
	readonly commandID: string;
	readonly device: SoakDevice;
}

/** What became of all commands, and what nothing explains. */
export interface CommandVerdict {
	readonly received: number;
	/** The client was offline, or had not subscribed. */
	readonly offline: number;
	/** A fault rule was at it. */
	readonly faulted: number;
	/** Its connection ended before it had arrived. */
	readonly cutOff: number;
	readonly lost: readonly string[];
}

/**
 * Accounts for every command. One that was handed to a connection may be missing only if a fault was at it, or if that
 * connection has ended and nothing behind it on that connection arrived.
 */
export function judgeCommands(commands: readonly SentCommand[], account: Account): CommandVerdict {
	const delivered = new Map(account.delivered);
	const faulted = new Set(account.faulted);
	const received = new Set(commands.filter(({ commandID, device }) => device.received.has(commandID)).map(idOf));
	const cutOff = new Set<string>();
	for (const { commands: sent, isOpen } of account.sent) {
		const last = sent.findLastIndex((commandID) => received.has(commandID));
		if (!isOpen) for (const commandID of sent.slice(last + 1)) cutOff.add(commandID);
	}
	const counts = { received: received.size, offline: 0, faulted: 0, cutOff: 0 };
	const lost: string[] = [];
	for (const { commandID } of commands) {
		if (received.has(commandID)) continue;
		if (delivered.get(commandID) === false) counts.offline++;
		else if (faulted.has(commandID)) counts.faulted++;
		else if (cutOff.has(commandID)) counts.cutOff++;
		else lost.push(commandID);
	}
	return { ...counts, lost };
}

function idOf({ commandID }: SentCommand): string {
	return commandID;
}
