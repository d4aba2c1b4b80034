import { inGroup } from "../in-group.ts";
import { onOrOff } from "../kinds/on-or-off.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const journal = inGroup("Journal");

export const journalSettings = {
	journal: journal(
		onOrOff,
		true,
		"Keep a journal of every MQTT packet and API call, for `/_emulator/journal`",
		"It is kept in memory, within the limits below. Secrets in it are masked when it is read. Without it nothing is recorded, and a call costs some microseconds less.",
	),
	journalEntries: journal(
		wholeNumber("COUNT", 1, 10_000_000),
		10_000,
		"Entries kept; beyond that the app that has the most loses its oldest one",
	),
	journalBytes: journal(
		wholeNumber("BYTES", 65_536, 2 ** 40),
		67_108_864,
		"Bytes of packets and bodies kept, about; beyond that the app that has the most loses its oldest entry",
	),
	journalPayload: journal(
		wholeNumber("BYTES", 0, 16_777_216),
		65_536,
		"Bytes kept of a payload or body; a longer one is cut and marked `truncated`",
	),
};
