import { type FieldType, isOfType } from "../clause/field-type.ts";
import type { KiiError } from "../errors.ts";
import { isObject } from "../is-object.ts";
import type { Facts } from "./clause.ts";

const functions = ["COUNT", "SUM", "MAX", "MIN", "MEAN"] as const;
const fieldTypes = ["INTEGER", "DECIMAL", "BOOLEAN", "OBJECT", "ARRAY"] as const satisfies readonly FieldType[];

/** One number out of the states of a group (mqtt-and-thing-if, B4). */
export interface Aggregation {
	readonly type: (typeof functions)[number];
	readonly field: string;
	readonly fieldType: (typeof fieldTypes)[number];
	/** Its name in the reply. */
	readonly name: string;
}

export interface AggregatedValue {
	readonly name: string;
	readonly value: number;
	/** The state with the greatest or smallest value; of MAX and MIN. */
	readonly object?: Readonly<Record<string, unknown>>;
}

// Each of them goes over all states of the history.
const maxAggregations = 20;

type Fault = (path: string, text: string) => KiiError;

export function parseAggregations(value: unknown, fault: Fault): Aggregation[] {
	if (value === undefined) return [];
	if (!Array.isArray(value)) throw fault("aggregations", "must be an array");
	if (value.length > maxAggregations) throw fault("aggregations", `are more than ${maxAggregations}`);
	const parsed = value.map((given, index) => parseAggregation(given, `aggregations.${index}`, fault));
	const twice = parsed.findIndex(({ name }, index) => parsed.some((other, at) => at < index && other.name === name));
	if (twice >= 0) throw fault(`aggregations.${twice}.putAggregationInto`, "is the name of another aggregation");
	return parsed;
}

function parseAggregation(given: unknown, at: string, fault: Fault): Aggregation {
	if (!isObject(given)) throw fault(at, "must be an object");
	const { field } = given;
	const type = functions.find((name) => name === given.type);
	const fieldType = fieldTypes.find((name) => name === given.fieldType);
	if (type === undefined) throw fault(`${at}.type`, `must be one of ${functions.join(", ")}`);
	if (typeof field !== "string" || field === "") throw fault(`${at}.field`, "must be the name of a field");
	if (fieldType === undefined) throw fault(`${at}.fieldType`, `must be one of ${fieldTypes.join(", ")}`);
	if (type !== "COUNT" && fieldType !== "INTEGER" && fieldType !== "DECIMAL") {
		throw fault(`${at}.fieldType`, `must be INTEGER or DECIMAL for ${type}`);
	}
	const name = given.putAggregationInto ?? type.toLowerCase();
	if (typeof name !== "string" || name === "") throw fault(`${at}.putAggregationInto`, "must be a name");
	return { type, field, fieldType, name };
}

/** Undefined when no state of the group has a value of the field's type, except for COUNT and SUM, which are 0. */
export function aggregate(aggregation: Aggregation, states: readonly Facts[]): AggregatedValue | undefined {
	const { type, field, fieldType, name } = aggregation;
	const having = states.filter(({ state }) => Object.hasOwn(state, field) && isOfType(state[field], fieldType));
	if (type === "COUNT") return { name, value: having.length };
	const numberOf = ({ state }: Facts) => Number(state[field]);
	const sum = having.reduce((total, facts) => total + numberOf(facts), 0);
	if (type === "SUM") return { name, value: sum };
	const [first] = having;
	if (first === undefined) return undefined;
	if (type === "MEAN") return { name, value: sum / having.length };
	// Of equal ones the oldest.
	const extreme = having.reduce((best, facts) => {
		const better = type === "MAX" ? numberOf(facts) > numberOf(best) : numberOf(facts) < numberOf(best);
		return better ? facts : best;
	}, first);
	return { name, value: numberOf(extreme), object: { ...extreme.state, _created: extreme.at } };
}
