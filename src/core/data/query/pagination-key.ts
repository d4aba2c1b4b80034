import { isScalar } from "../../clause/scalar.ts";
import { invalidInput, type KiiError } from "../../errors.ts";
import type { OrderBy } from "./result-order.ts";
import type { SortPosition } from "./sort-position.ts";

/** Characters. The longest of ours: an `orderBy` and a value, each of its most bytes. */
const maxLength = 4096;

/**
 * The `nextPaginationKey` behind an object: its position, so that objects made or deleted meanwhile shift nothing.
 * Letters, digits, `-` and `_`, so that it may stand in a URL.
 */
export function paginationKeyOf({ orderBy, descending }: OrderBy, position: SortPosition): string {
	const { value, createdAt, sequence, objectID } = position;
	const json = JSON.stringify([orderBy ?? null, descending, value ?? null, createdAt, sequence, objectID]);
	const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
	return btoa(ascii).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @throws KiiError INVALID_INPUT_DATA for a key that no reply to a query of this order has given */
export function positionOfKey({ orderBy, descending }: OrderBy, paginationKey: string): SortPosition {
	const parts = decoded(paginationKey);
	if (!Array.isArray(parts) || parts.length !== 6) throw invalidKey();
	const [keyOrderBy, keyDescending, value, createdAt, sequence, objectID]: readonly unknown[] = parts;
	if (keyOrderBy !== (orderBy ?? null) || keyDescending !== descending) throw invalidKey();
	if (value !== null && !isScalar(value)) throw invalidKey();
	if (typeof createdAt !== "number" || typeof sequence !== "number" || typeof objectID !== "string") {
		throw invalidKey();
	}
	return { value: value ?? undefined, createdAt, sequence, objectID };
}

function decoded(paginationKey: string): unknown {
	if (paginationKey.length > maxLength || !/^[\w-]+$/.test(paginationKey)) throw invalidKey();
	try {
		return JSON.parse(atob(paginationKey.replaceAll("-", "+").replaceAll("_", "/")));
	} catch {
		throw invalidKey();
	}
}

function invalidKey(): KiiError {
	return invalidInput({ paginationKey: "must be the nextPaginationKey of an earlier reply to the same query" });
}
