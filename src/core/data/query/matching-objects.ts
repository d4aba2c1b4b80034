import type { Core } from "../../context.ts";
import { otherRequests } from "../../other-requests.ts";
import type { KiiObject } from "../object-record.ts";
import type { BucketClause } from "./bucket-clause.ts";
import { matchClause } from "./match-clause.ts";

/** Objects read from the store at a time, the most between two turns of other requests. */
const batchSize = 250;

/** Milliseconds that they wait at the most, about. */
const aMoment = 1;

/**
 * Gives `take` every object of a folder that the clause is true of, in no order. Other requests have their turn every
 * millisecond or so, as nobody knows how long an object takes: that depends on the clause and the object.
 */
export async function matchingObjects(
	core: Core,
	folder: string,
	clause: BucketClause,
	take: (object: KiiObject) => Promise<void> | undefined,
): Promise<void> {
	const match = matchClause(clause);
	let after: string | undefined;
	let since = core.elapsed();
	for (;;) {
		const batch = await core.store.list<KiiObject>(folder, {
			limit: batchSize,
			...(after === undefined ? {} : { after }),
		});
		for (const { value } of batch) {
			if (match(value) === true) {
				const taken = take(value);
				if (taken !== undefined) await taken;
			}
			if (core.elapsed() - since >= aMoment) {
				await otherRequests();
				since = core.elapsed();
			}
		}
		after = batch.at(-1)?.key;
		if (after === undefined || batch.length < batchSize) return;
		await otherRequests();
		since = core.elapsed();
	}
}
