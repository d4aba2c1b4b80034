import { inGroup } from "../in-group.ts";
import { choice } from "../kinds/choice.ts";
import { onOrOff } from "../kinds/on-or-off.ts";
import { wholeNumber } from "../kinds/whole-number.ts";

const thingIf = inGroup("Thing-IF");

export const thingIfSettings = {
	historyLimit: thingIf(
		wholeNumber("COUNT", 1, 1_000_000),
		10_000,
		"States kept of each thing for queries of its history; the oldest go first",
	),
	untypedTraitCommands: thingIf(
		choice("MODE", ["accept", "refuse"]),
		"accept",
		"What a trait command for a thing without thing type or firmware version gets; `refuse` answers THING_WITHOUT_THING_TYPE",
		"Kii's design documents say it is refused. Devices of Kii's own examples are commanded without a type, so that `accept` is the default.",
	),
	endNodeCommandTarget: thingIf(
		onOrOff,
		true,
		"Name the end node that a command is for in a key `target` of the message to its gateway",
		"No source shows how a gateway was told. Without the key, a gateway with several end nodes cannot tell them apart.",
	),
	missingFirmwareCode: thingIf(
		choice("CODE", ["byThingType", "THING_WITHOUT_FIRMWARE_VERSION", "THING_WITHOUT_THING_TYPE"]),
		"byThingType",
		"The error code for the firmware version of a thing that has none",
		"Kii's SDKs disagree. `byThingType` answers THING_WITHOUT_THING_TYPE for a thing that has no thing type either, else THING_WITHOUT_FIRMWARE_VERSION.",
	),
};
