import { allows } from "../../access/acl.ts";
import { describeQuery } from "../../clause/describe-query.ts";
import type { Core } from "../../context.ts";
import { otherRequests } from "../../other-requests.ts";
import type { Caller } from "../../principal.ts";
import { type BucketAddress, bucketFor, bucketResource } from "../bucket.ts";
import { type KiiObject, objectFolder, objectResource, objectView } from "../object-record.ts";
import { type BucketQuery, parseBucketQuery } from "./bucket-query.ts";
import { describeBucketComparison } from "./describe-bucket-comparison.ts";
import { FirstResults } from "./first-results.ts";
import { matchingObjects } from "./matching-objects.ts";
import { paginationKeyOf } from "./pagination-key.ts";
import { resultOrder } from "./result-order.ts";

/** Characters of the objects of a page: its limit is "best effort", and a reply of many megabytes would hold up others. */
const maxPageSize = 1_048_576;

/** Milliseconds after which other requests have their turn. */
const aMoment = 1;

export interface QueryReply {
	readonly queryDescription: string;
	readonly results?: readonly object[];
	readonly nextPaginationKey?: string;
	/** Numbers by the name of each aggregation. */
	readonly aggregations?: Readonly<Record<string, number>>;
}

/**
 * The objects of a bucket that a query is true of and the caller may read: all with READ_OBJECTS_IN_BUCKET, else those
 * with READ_EXISTING_OBJECT (REST reference, "Query").
 * @throws KiiError BUCKET_NOT_FOUND, UNAUTHORIZED, INVALID_INPUT_DATA, QUERY_NOT_SUPPORTED
 */
export async function queryBucket(
	core: Core,
	caller: Caller,
	address: BucketAddress,
	body: unknown,
): Promise<QueryReply> {
	const bucket = await bucketFor(core, caller, address, "QUERY_OBJECTS_IN_BUCKET");
	const query = parseBucketQuery(body);
	const readsAll = await allows(core, caller, bucketResource(address, bucket), "READ_OBJECTS_IN_BUCKET");
	/** Undefined where every object may be read. */
	const mayRead = readsAll
		? undefined
		: (object: KiiObject) => allows(core, caller, objectResource(address, object), "READ_EXISTING_OBJECT");
	const folder = objectFolder(caller.appID, address);
	const queryDescription = describeQuery(query.clause, describeBucketComparison);
	const reply = query.counts.length > 0 ? count : page;
	return { queryDescription, ...(await reply(core, folder, query, mayRead)) };
}

type MayRead = ((object: KiiObject) => Promise<boolean>) | undefined;

async function count(
	core: Core,
	folder: string,
	{ clause, counts }: BucketQuery,
	mayRead: MayRead,
): Promise<Pick<QueryReply, "aggregations">> {
	let number = 0;
	const add = () => {
		number++;
	};
	await matchingObjects(core, folder, clause, (object) => whenReadable(object, mayRead, add));
	return { aggregations: Object.fromEntries(counts.map((name) => [name, number])) };
}

async function page(
	core: Core,
	folder: string,
	{ clause, order, distances, limit, behind }: BucketQuery,
	mayRead: MayRead,
): Promise<Pick<QueryReply, "results" | "nextPaginationKey">> {
	// One more than asked for tells that there is another page.
	const first = new FirstResults(resultOrder(order, distances), limit + 1, behind);
	await matchingObjects(core, folder, clause, (object) => {
		const candidate = first.candidate(object);
		return candidate === undefined ? undefined : whenReadable(object, mayRead, () => first.add(candidate));
	});
	const results: object[] = [];
	let size = 0;
	let since = core.elapsed();
	for (const [index, { object, position }] of first.results.entries()) {
		const calculated = [...distances].map(([name, distance]) => [name, distance(object)]);
		const view = {
			...objectView(object),
			...(calculated.length === 0 ? {} : { _calculated: Object.fromEntries(calculated) }),
		};
		size += JSON.stringify(view).length;
		results.push(view);
		const isLast = index === first.results.length - 1;
		if (!isLast && (results.length === limit || size > maxPageSize)) {
			return { results, nextPaginationKey: paginationKeyOf(order, position) };
		}
		// As long as an object may be, a few of them take more than a millisecond.
		if (core.elapsed() - since < aMoment && index % 50 !== 49) continue;
		await otherRequests();
		since = core.elapsed();
	}
	return { results };
}

/** Waits only where it must: most callers may read all objects. */
function whenReadable(object: KiiObject, mayRead: MayRead, act: () => void): Promise<void> | undefined {
	if (mayRead !== undefined) return mayRead(object).then((may) => (may ? act() : undefined));
	act();
	return undefined;
}
