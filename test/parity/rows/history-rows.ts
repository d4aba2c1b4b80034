import { bearer, kii, ofOwner, type Request, type Row, type World } from "./row.ts";

const day = Date.UTC(2026, 0, 1);
const time = { type: "withinTimeRange", lowerLimit: day, upperLimit: day };

function query(tail: string, body: unknown) {
	return (world: World): Request => ({
		method: "POST",
		path: `${world.thing.target}/states/${tail}`,
		headers: tail === "query" ? ofOwner(world) : bearer(world.ownerToken, kii("TraitStateQueryRequest")),
		body: JSON.stringify(body),
	});
}

const all = { type: "all" };
const count = { type: "COUNT", field: "power", fieldType: "BOOLEAN", putAggregationInto: "count" };

/** Of the states that the rows before have registered. */
export const historyRows: readonly Row[] = [
	{
		name: "the history of a trait alias",
		request: query("aliases/lamp/query", { query: { clause: all } }),
		status: 200,
	},
	{
		name: "the history without traits, a page",
		request: query("query", { query: { clause: all, grouped: false }, bestEffortLimit: 1 }),
		status: 200,
	},
	{
		name: "the history in groups",
		request: query("aliases/lamp/query", { query: { clause: time, grouped: true } }),
		status: 200,
	},
	{
		name: "the history in numbers",
		request: query("aliases/lamp/query", { query: { clause: time, grouped: true, aggregations: [count] } }),
		status: 200,
	},
	{
		name: "the history of an alias that never had a state",
		request: query("aliases/fan/query", { query: { clause: all } }),
		status: 409,
		errorCode: "STATE_HISTORY_NOT_AVAILABLE",
	},
	{
		name: "a query without a clause",
		request: query("query", { query: {} }),
		status: 400,
		errorCode: "INVALID_INPUT_DATA",
	},
];
