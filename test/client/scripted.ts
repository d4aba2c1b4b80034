import { createCall } from "../../src/client/control-call.ts";
import { type EmulatorControl, emulatorControl } from "../../src/client/emulator-control.ts";
import type { ControlCall, ControlReply } from "../../src/client/transport.ts";
import type { Entry } from "../../src/journal/entry.ts";

export interface Scripted {
	readonly control: EmulatorControl;
	/** What was asked. */
	readonly calls: ControlCall[];
}

/** A client whose emulator is a function. */
export function scripted(answer: (call: ControlCall) => readonly [status: number, body?: unknown]): Scripted {
	const calls: ControlCall[] = [];
	const transport = async (call: ControlCall): Promise<ControlReply> => {
		calls.push(call);
		const [status, body] = answer(call);
		return { status, body: body === undefined ? "" : JSON.stringify(body) };
	};
	const call = createCall(transport);
	return { calls, control: emulatorControl({ url: "http://h", call, async *follow() {} }) };
}

/** An emulator whose journal has these entries: a wait finds those whose own fields equal the ones of the match that are texts. */
export function journalOf(entries: readonly Entry[]): Scripted {
	return scripted(({ body }) => {
		const { match, since = 0 } = JSON.parse(body ?? "{}");
		const wanted = Object.entries(match).filter(([, value]) => typeof value === "string");
		const found = entries.filter(
			(entry) => entry.seq >= since && wanted.every(([name, value]) => entry[name as keyof Entry] === value),
		);
		if (found[0] !== undefined) return [200, { entries: [found[0]], next: found[0].seq + 1 }];
		const nearMisses = entries.slice(0, 1).map((entry) => ({
			entry,
			differences: [
				{ field: "packet.json.power", expected: true, actual: false },
				{ field: "client", expected: "lamp" },
			],
		}));
		return [408, { errorCode: "WAIT_TIMED_OUT", message: "…", found: 0, nearMisses }];
	});
}

export function push(seq: number, json: unknown = { commandID: `c${seq}`, actions: [{ a: 1 }] }): Entry {
	return { seq, time: 0, elapsed: 0, kind: "push", topic: "t", delivered: true, owner: "thing:th.1", json };
}
