import type { Entry, MqttEntry, PacketTypeName } from "../journal/entry.ts";
import type { Match } from "../journal/match.ts";
import { matches } from "../journal/matches.ts";
import type { DeviceSettings } from "./bench.ts";
import type { Profile, Transport } from "./case.ts";

export interface Mark {
	readonly name: string;
	readonly time: number;
	/** `seq` of the newest entry at that time. */
	readonly seq: number;
}

/** What a case is judged by: everything of the device from the beginning of the case to its end. */
export class Evidence {
	readonly entries: readonly Entry[];
	readonly marks: readonly Mark[];
	readonly transport: Transport;
	readonly profile: Profile;
	readonly settings: DeviceSettings;
	/** When the case was over. */
	readonly endedAt: number;

	constructor(parts: Pick<Evidence, "entries" | "marks" | "transport" | "profile" | "settings" | "endedAt">) {
		this.entries = parts.entries;
		this.marks = parts.marks;
		this.transport = parts.transport;
		this.profile = parts.profile;
		this.settings = parts.settings;
		this.endedAt = parts.endedAt;
	}

	/** @throws Error when the case has set no such mark: a fault of the case */
	mark(name: string): Mark {
		const found = this.marks.find((mark) => mark.name === name);
		if (found === undefined) throw new Error(`the case has set no mark "${name}"`);
		return found;
	}

	/** Entries behind a `seq`. */
	after(seq: number): readonly Entry[] {
		return this.entries.filter((entry) => entry.seq > seq);
	}

	find(match: Match, after = 0): Entry | undefined {
		return this.entries.find((entry) => entry.seq > after && matches(match, entry));
	}

	all(match: Match, after = 0): readonly Entry[] {
		return this.entries.filter((entry) => entry.seq > after && matches(match, entry));
	}

	/** Packets of one type, from the device (`in`) or to it (`out`). */
	packets(direction: "in" | "out", type: PacketTypeName, after = 0): readonly MqttEntry[] {
		return this.entries.filter(
			(entry): entry is MqttEntry =>
				entry.kind === "mqtt" && entry.direction === direction && entry.type === type && entry.seq > after,
		);
	}
}
