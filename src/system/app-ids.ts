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
}

/** The same ones for all apps. */
export function sharedIds(ids: Ids): AppIds {
	const shared: AppIds = { of: () => ids, again: () => shared, begun: [], follow() {} };
	return shared;
}

/** A row of its own for each app, so that no app's identifiers depend on what others do. */
export function seededAppIds(seed: string): AppIds {
	const rows = new Map<string | undefined, Ids>();
	return {
		of(appID) {
			const known = rows.get(appID);
			if (known !== undefined) return known;
			const ids = seededIds(JSON.stringify([seed, appID ?? null]));
			rows.set(appID, ids);
			return ids;
		},
		again: () => seededAppIds(seed),
		get begun() {
			return rows.keys();
		},
		follow(others, appID) {
			if (appID === undefined) rows.clear();
			// Of an app that nothing was made of, others are at the beginning, too.
			for (const each of appID === undefined ? others.begun : [appID]) rows.set(each, others.of(each));
		},
	};
}
