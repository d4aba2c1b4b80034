import type { KiiObject } from "../object-record.ts";
import type { Distance } from "./calculated-distances.ts";
import { comparable, fieldReader } from "./queried-field.ts";
import { comparePositions, type SortPosition } from "./sort-position.ts";

/** By what the results of a query are sorted. */
export interface OrderBy {
	/** A field, or `_calculated.` and the name of a distance; undefined for the order of making. */
	readonly orderBy: string | undefined;
	readonly descending: boolean;
}

const calculated = "_calculated.";

/** The name of the distance that a query sorts by. */
export function calculatedName({ orderBy }: OrderBy): string | undefined {
	return orderBy?.startsWith(calculated) ? orderBy.slice(calculated.length) : undefined;
}

export interface ResultOrder {
	positionOf(object: KiiObject): SortPosition;
	compare(a: SortPosition, b: SortPosition): number;
}

export function resultOrder(order: OrderBy, distances: ReadonlyMap<string, Distance>): ResultOrder {
	const sortBy = sortValue(order, distances);
	return {
		positionOf: (object) => ({
			value: sortBy(object),
			createdAt: object.createdAt,
			sequence: object.sequence ?? 0,
			objectID: object.objectID,
		}),
		compare: (a, b) => comparePositions(a, b, order.descending),
	};
}

function sortValue(
	order: OrderBy,
	distances: ReadonlyMap<string, Distance>,
): (object: KiiObject) => SortPosition["value"] {
	const { orderBy } = order;
	if (orderBy === undefined) return () => undefined;
	const name = calculatedName(order);
	const distance = name === undefined ? undefined : distances.get(name);
	if (distance !== undefined) return distance;
	const read = fieldReader(orderBy);
	return (object) => comparable(read(object));
}
