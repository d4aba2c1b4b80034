import type { Core } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { groupIDsOf } from "../group/group.ts";
import { otherRequests } from "../other-requests.ts";
import { limitOf, paginationKeyOf } from "../paging.ts";
import { type Caller, unauthorized } from "../principal.ts";
import { read } from "../records.ts";
import { type Thing, thingIDsOwnedBy, thingKey } from "../thing.ts";
import { parseTypedID } from "../typed-id.ts";
import { parseThingClause, queryField, type ThingClause } from "./thing-query-clause.ts";

export interface ThingQueryRequest {
	readonly thingQuery: {
		readonly clause: unknown;
		readonly orderBy?: unknown;
		readonly descending?: boolean | undefined;
	};
	readonly bestEffortLimit?: number | string | undefined;
	readonly paginationKey?: string | undefined;
}

export interface ThingQueryResult {
	readonly things: readonly Thing[];
	readonly nextPaginationKey?: string;
}

// Things tested in one turn of the event loop: a clause can be long.
const atATime = 100;

/**
 * The administrator queries all things; a user must ask for those that it or a group of it owns, by `contains` (REST
 * reference, "Thing Collection / Query"). In the order of their IDs without `orderBy`.
 * @throws KiiError UNAUTHORIZED, INVALID_INPUT_DATA, QUERY_NOT_SUPPORTED
 */
export async function queryThings(core: Core, caller: Caller, request: ThingQueryRequest): Promise<ThingQueryResult> {
	const { principal, appID } = caller;
	if (principal.kind !== "admin" && principal.kind !== "user") throw unauthorized(caller);
	const { clause: given, orderBy, descending = false } = request.thingQuery;
	const clause = parseThingClause(given);
	const fieldOf = orderBy === undefined ? undefined : queryField(orderBy);
	const allowed = await allowedOwners(core, caller);
	const owners = clause.owners((owner) => allowed?.has(owner) ?? true);
	if (owners === undefined && allowed !== undefined) throw unauthorized(caller);
	const limit = limitOf(request.bestEffortLimit);
	const { paginationKey } = request;
	const candidates = (after: string) =>
		owners === undefined ? allThings(core, appID, after) : thingsOwnedBy(core, appID, owners, after);
	if (fieldOf === undefined) {
		return firstMatches(candidates(decoded(paginationKey, /^th\.[\w.-]+$/) ?? ""), clause, limit);
	}
	const order = (a: Thing, b: Thing) => (descending ? -1 : 1) * compared(fieldOf(a), fieldOf(b)) || byID(a, b);
	const skipped = Number(decoded(paginationKey, /^\d{1,9}$/) ?? 0);
	return sortedMatches(candidates(""), clause, order, skipped, limit);
}

/** Those of whom a user may ask, undefined for everybody. */
async function allowedOwners(core: Core, { appID, principal }: Caller): Promise<ReadonlySet<string> | undefined> {
	if (principal.kind !== "user") return undefined;
	const groups = await groupIDsOf(core, appID, principal.userID);
	return new Set([`user:${principal.userID}`, ...groups.map((groupID) => `group:${groupID}`)]);
}

async function* allThings(core: Core, appID: string, afterID: string): AsyncGenerator<readonly Thing[]> {
	const folder = thingKey(appID);
	let after = afterID === "" ? undefined : thingKey(appID, afterID);
	for (;;) {
		const page = await core.store.list<Thing>(folder, {
			limit: atATime,
			...(after === undefined ? {} : { after }),
		});
		yield page.map(({ value }) => value);
		after = page.at(-1)?.key;
		if (page.length < atATime) return;
		await otherRequests();
	}
}

async function* thingsOwnedBy(
	core: Core,
	appID: string,
	owners: readonly string[],
	afterID: string,
): AsyncGenerator<readonly Thing[]> {
	const found = new Set<string>();
	for (const text of new Set(owners)) {
		const owner = parseTypedID(text);
		if (owner === undefined) continue;
		for (const thingID of await thingIDsOwnedBy(core, appID, owner)) if (thingID > afterID) found.add(thingID);
	}
	const thingIDs = [...found].sort();
	for (let start = 0; start < thingIDs.length; start += atATime) {
		const ids = thingIDs.slice(start, start + atATime);
		const things = await Promise.all(ids.map((thingID) => read<Thing>(core, thingKey(appID, thingID))));
		yield things.filter((thing) => thing !== undefined);
		await otherRequests();
	}
}

/** The key of the next page is the ID of the last thing: what is added or deleted meanwhile moves no other thing. */
async function firstMatches(
	pages: AsyncIterable<readonly Thing[]>,
	{ matches }: ThingClause,
	limit: number,
): Promise<ThingQueryResult> {
	const things: Thing[] = [];
	for await (const page of pages) {
		for (const thing of page) {
			if (!matches(thing)) continue;
			const last = things.at(-1);
			if (things.length === limit && last !== undefined) {
				return { things, nextPaginationKey: paginationKeyOf(last.thingID) };
			}
			things.push(thing);
		}
	}
	return { things };
}

/** Keeps no more than may be wanted: sorting all of them at once could take long. The key is the number of things before. */
async function sortedMatches(
	pages: AsyncIterable<readonly Thing[]>,
	{ matches }: ThingClause,
	order: (a: Thing, b: Thing) => number,
	skipped: number,
	limit: number,
): Promise<ThingQueryResult> {
	const end = skipped + limit;
	let best: Thing[] = [];
	for await (const page of pages) {
		best.push(...page.filter((thing) => matches(thing)));
		if (best.length > 2 * end + 1000) best = best.sort(order).slice(0, end + 1);
	}
	const things = best.sort(order).slice(skipped, end);
	return best.length > end ? { things, nextPaginationKey: paginationKeyOf(String(end)) } : { things };
}

/** @throws KiiError INVALID_INPUT_DATA for a key that no reply to such a query has given */
function decoded(paginationKey: string | undefined, form: RegExp): string | undefined {
	if (!paginationKey) return undefined;
	try {
		const key = atob(paginationKey);
		if (form.test(key)) return key;
	} catch {}
	throw invalidInput({ paginationKey: "must be the nextPaginationKey of an earlier reply to the same query" });
}

/** Things without a value come first, as for a database's null. */
function compared(a: unknown, b: unknown): number {
	if (a === b) return 0;
	if (a === undefined) return -1;
	if (b === undefined) return 1;
	if (typeof a === "number" && typeof b === "number") return a - b;
	return String(a) < String(b) ? -1 : 1;
}

function byID(a: Thing, b: Thing): number {
	return a.thingID < b.thingID ? -1 : 1;
}
