import type { Ids } from "../core/ports.ts";
import { seededIds } from "./random-ids.ts";

/** Identifiers for each app. */
export interface AppIds {
	/** Those of an app; without one, of the emulator itself. */
	of(appID?: string): Ids;
	/** The same from their beginning on, beside these. */
	again(): AppIds;
	/** The apps that have had any; undefined is the emulator itself. */
	readonly begun: Iterable<string | undefined>;
	/** An app's, or all, go on where others are: those of {@link AppIds.again}. */
	follow(others: AppIds, appID?: string): void;
	/**
	 * From now on an app's, or all, are of a new generation: other ones than those of the first ones up to `generation`, which what
	 * was kept has, and the same whenever that is so. @returns the highest generation there is
	 */
	goOn(generation: number, appID?: string): number;
}

/** The same ones for all apps. */
export function sharedIds(ids: Ids): AppIds {
	const goOn = (generation: number) => generation;
	const shared: AppIds = { of: () => ids, again: () => shared, begun: [], follow() {}, goOn };
	return shared;
}

/** A row of its own for each app, so that no app's identifiers depend on what others do. */
export function seededAppIds(seed: string): AppIds {
	const rows = new Map<string | undefined, Ids>();
	/** Of the apps that are not at that of all others. */
	const generations = new Map<string | undefined, number>();
	let ofOthers = 0;
	const generationOf = (appID: string | undefined) => generations.get(appID) ?? ofOthers;
	return {
		of(appID) {
			const known = rows.get(appID);
			if (known !== undefined) return known;
			const generation = generationOf(appID);
			const ids = seededIds(JSON.stringify([seed, appID ?? null, ...(generation === 0 ? [] : [generation])]));
			rows.set(appID, ids);
			return ids;
		},
		again: () => seededAppIds(seed),
		get begun() {
			return rows.keys();
		},
		follow(others, appID) {
			if (appID === undefined) {
				rows.clear();
				generations.clear();
				ofOthers = 0;
			} else generations.set(appID, 0);
			// Of an app that nothing was made of, others are at the beginning, too.
			for (const each of appID === undefined ? others.begun : [appID]) rows.set(each, others.of(each));
		},
		goOn(generation, appID) {
			if (appID === undefined) {
				ofOthers = Math.max(generation, ofOthers, ...generations.values()) + 1;
				generations.clear();
				rows.clear();
			} else {
				generations.set(appID, Math.max(generation, generationOf(appID)) + 1);
				rows.delete(appID);
			}
			return Math.max(generation, ofOthers, ...generations.values());
		},
	};
}
