// The emulator of a soak, in a process of its own: tells how it is, and what became of each command. Started with --expose-gc.
import { createEmulator } from "../../src/index.ts";
import { errorLog, memoryInUse, startedEmulator } from "../helpers/child-emulator.ts";
import type { Account, Condition, Order, Started } from "./soak-process.ts";

const { log, errors } = errorLog();
// Entries are looked at as soon as there is time for it, which must be before they have to go.
const emulator = await createEmulator({ log, journalEntries: 100_000 });

let delivered = new Map<string, boolean>();
let sent = new Map<number, string[]>();
let ended = new Set<number>();
let faulted = new Set<string>();
let missed = 0;

emulator.journal.subscribe({}, (entry) => {
	if (entry.kind === "gap") missed++;
	else if (entry.kind === "connection" && entry.event === "close") ended.add(entry.connection ?? 0);
	else if (entry.kind === "push") {
		const commandID = commandIn(entry.payload);
		if (commandID !== undefined) delivered.set(commandID, entry.delivered);
	} else if (entry.kind === "mqtt" && entry.direction === "out" && entry.type === "publish") {
		const commandID = commandIn(entry.packet.payload);
		if (commandID === undefined || entry.connection === undefined) return;
		if (entry.fault !== undefined) faulted.add(commandID);
		sent.set(entry.connection, [...(sent.get(entry.connection) ?? []), commandID]);
	}
});

/** Of a command that goes to its thing; what goes to its owner begins otherwise. */
function commandIn(payload: string | undefined): string | undefined {
	return payload === undefined ? undefined : /^\{"schema":.{0,200}?"commandID":"([^"]+)","actions"/.exec(payload)?.[1];
}

process.send?.({ ...startedEmulator(emulator), closesConnections: true } satisfies Started);
process.on("disconnect", () => process.exit());
process.on("message", async (order: Order) => process.send?.(order === "account" ? account() : await condition()));

function account(): Account {
	const told: Account = {
		delivered: [...delivered],
		sent: Array.from(sent, ([connection, commands]) => ({ commands, isOpen: !ended.has(connection) })),
		faulted: [...faulted],
		missed,
	};
	delivered = new Map();
	sent = new Map();
	ended = new Set();
	faulted = new Set();
	return told;
}

async function condition(): Promise<Condition> {
	const memory = await memoryInUse();
	const handles: Record<string, number> = {};
	for (const name of process.getActiveResourcesInfo()) {
		if (!/^(Pipe|Immediate|CloseReq)/.test(name)) handles[name] = (handles[name] ?? 0) + 1;
	}
	return { ...memory, handles, errors };
}
