import { queryHistory } from "../../../src/core/thing-if/query-history.ts";
import { type ThingWorld, withThing } from "./with-thing.ts";

export const minute = 60_000;
export const all = { type: "all" };
export const start = Date.UTC(2026, 0, 1);
export const time = { type: "withinTimeRange", lowerLimit: start, upperLimit: start + 60 * minute };

/** Temperatures of the alias `ac`, one a minute. */
export async function withTemperatures(temperatures: readonly unknown[], interval?: string): Promise<ThingWorld> {
	const world = await withThing({}, interval === undefined ? {} : { dataGroupingInterval: interval });
	for (const temperature of temperatures) {
		await world.put({ ac: { temperature } });
		await world.core.clock.advance(minute);
	}
	return world;
}

export function query({ core, owner, target }: ThingWorld, body: object, alias: string | undefined = "ac") {
	return queryHistory(core, owner, target, alias, body);
}

export const created = (results: readonly { readonly _created?: unknown }[] = []) =>
	results.map(({ _created }) => (Number(_created) - start) / minute);
