import { SettingError } from "../config.ts";
import type { Ids } from "../core/ports.ts";
import { type AppIds, seededAppIds, sharedIds } from "../system/app-ids.ts";
import { randomIds } from "../system/random-ids.ts";

/** By the setting `seed-ids`, else those a program gives, else random ones. @throws SettingError for both */
export function createAppIds(seed: string | undefined, given: Ids | undefined): AppIds {
	if (seed === undefined) return sharedIds(given ?? randomIds);
	if (given !== undefined)
		throw new SettingError("seedIds", "does not go together with the option ids: give one of them");
	return seededAppIds(seed);
}
