import { commandRows } from "./rows/command-rows.ts";
import { endNodeRows } from "./rows/end-node-rows.ts";
import { historyRows } from "./rows/history-rows.ts";
import { onboardingRows } from "./rows/onboarding-rows.ts";
import type { Row } from "./rows/row.ts";
import { stateRows } from "./rows/state-rows.ts";
import { thingSettingRows } from "./rows/thing-setting-rows.ts";
import { traitRows } from "./rows/trait-rows.ts";
import { triggerRows } from "./rows/trigger-rows.ts";

/** Every request that must answer the same on all transports, in the order in which they are sent. */
export const requestTable: readonly Row[] = [
	...onboardingRows,
	...stateRows,
	...commandRows,
	...traitRows,
	...thingSettingRows,
	...endNodeRows,
	...historyRows,
	...triggerRows,
];
