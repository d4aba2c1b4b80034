import { describeQuery } from "../clause/describe-query.ts";
import type { Core } from "../context.ts";
import { invalidInput, KiiError } from "../errors.ts";
import { paginationKeyOf } from "../paging.ts";
import type { Caller } from "../principal.ts";
import type { Thing } from "../thing.ts";
import { type AggregatedValue, aggregate } from "./aggregation.ts";
import { holds } from "./clause.ts";
import { dataGroupingInterval } from "./data-grouping-interval.ts";
import { describeComparison } from "./describe-comparison.ts";
import { type HistoryQuery, parseHistoryQuery } from "./history-query.ts";
import { type PastState, pastStates, type Series } from "./state-history.ts";
import { accessTarget } from "./target.ts";
import { traitsOf } from "./thing-traits.ts";
import { traitAliasNotFound } from "./trait-alias.ts";

/** Characters of the states that a grouped query may list; there are no pages of groups. */
const maxGroupedSize = 4_194_304;

type StateObject = Readonly<Record<string, unknown>>;

/** Times in Unix milliseconds; `to` is the first that belongs to the next group. */
interface Range {
	readonly from: number;
	readonly to: number;
}

export interface HistoryReply {
	/** Of states without traits (evidence S28). */
	readonly queryDescription?: string;
	/** From the oldest on, each with `_created`, Unix milliseconds. */
	readonly results?: readonly StateObject[];
	readonly nextPaginationKey?: string;
	readonly groupedResults?: readonly (
		| { readonly range: Range; readonly objects: readonly StateObject[] }
		| { readonly range: Range; readonly aggregations: readonly AggregatedValue[] }
	)[];
}

/**
 * Past states of a thing, of a trait alias or, without one, those registered without traits.
 * @throws KiiError STATE_HISTORY_NOT_AVAILABLE, TRAIT_ALIAS_NOT_FOUND, INVALID_INPUT_DATA, and those of {@link accessTarget}
 */
export async function queryHistory(
	core: Core,
	caller: Caller,
	target: string,
	alias: string | undefined,
	body: unknown,
): Promise<HistoryReply> {
	const { appID } = caller;
	const thing = await accessTarget(core, caller, target);
	const query = parseHistoryQuery(body, alias);
	const traits = alias === undefined ? undefined : await traitsOf(core, appID, withFirmware(thing, query));
	if (alias !== undefined && traits?.has(alias) === false) throw traitAliasNotFound(alias);
	const series: Series = { thingID: thing.thingID, alias };
	const interval = thing.dataGroupingInterval ?? traits?.get(alias ?? "")?.dataGroupingInterval;
	const reply = query.grouped
		? await groupedReply(core, appID, series, query, dataGroupingInterval(interval))
		: await ungroupedReply(core, appID, series, query);
	if ((reply.results ?? reply.groupedResults)?.length === 0) await requireHistory(core, appID, series);
	return alias === undefined ? { queryDescription: describeQuery(query.clause, describeComparison), ...reply } : reply;
}

async function ungroupedReply(core: Core, appID: string, series: Series, query: HistoryQuery): Promise<HistoryReply> {
	const { clause, times, limit, behind } = query;
	const found: PastState[] = [];
	for await (const past of pastStates(core, appID, series, times, behind)) {
		if (!holds(clause, past)) continue;
		const last = found.at(-1);
		// One more than asked for tells that there is another page.
		if (found.length === limit && last !== undefined) {
			return { results: found.map(view), nextPaginationKey: paginationKeyOf(last.name) };
		}
		found.push(past);
	}
	return { results: found.map(view) };
}

async function groupedReply(
	core: Core,
	appID: string,
	series: Series,
	query: HistoryQuery,
	interval: number,
): Promise<HistoryReply> {
	const groups = new Map<number, PastState[]>();
	let size = 0;
	for await (const past of pastStates(core, appID, series, query.times)) {
		if (!holds(query.clause, past)) continue;
		if (query.aggregations.length === 0) size += JSON.stringify(past.state).length;
		if (size > maxGroupedSize) {
			throw invalidInput({
				clause: `selects states of more than ${maxGroupedSize} characters: narrow its withinTimeRange`,
			});
		}
		const from = Math.floor(past.at / interval) * interval;
		const group = groups.get(from);
		if (group) group.push(past);
		else groups.set(from, [past]);
	}
	const groupedResults = [...groups].map(([from, states]) => {
		const range: Range = { from, to: from + interval };
		if (query.aggregations.length === 0) return { range, objects: states.map(view) };
		const values = query.aggregations.map((aggregation) => aggregate(aggregation, states));
		return { range, aggregations: values.filter((value) => value !== undefined) };
	});
	return { groupedResults };
}

function withFirmware(thing: Thing, { firmwareVersion }: HistoryQuery): Thing {
	if (firmwareVersion === undefined) return thing;
	return { ...thing, fields: { ...thing.fields, _firmwareVersion: firmwareVersion } };
}

function view({ state, at }: PastState): StateObject {
	return { ...state, _created: at };
}

async function requireHistory(core: Core, appID: string, series: Series): Promise<void> {
	for await (const _ of pastStates(core, appID, series, { from: 0, to: Number.POSITIVE_INFINITY })) return;
	throw new KiiError("STATE_HISTORY_NOT_AVAILABLE", "Time series bucket does not exist");
}
