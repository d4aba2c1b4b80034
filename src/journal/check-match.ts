import { knownNames } from "../known-names.ts";
import { BadMatch } from "./bad-match.ts";
import { checkFields } from "./check-value.ts";
import type { EntryKind } from "./entry.ts";
import { entryFields, fieldsOfKind } from "./entry-fields.ts";

/**
 * Refuses what no entry can have: a slip of the pen would wait for ever, or find that nothing happened.
 * @param prefix how a fault names the match @throws BadMatch naming the field, what is wrong, and what there is
 */
export function checkMatch(match: object, prefix: string): void {
	checkFields(match, entryFields, prefix);
	checkKinds(match, prefix);
}

/** That there is a kind of entry which has all of these fields. */
function checkKinds(match: object, prefix: string): void {
	let kinds = kindsOf((match as { kind?: unknown }).kind);
	for (const [field, value] of Object.entries(match)) {
		if (value === undefined || canBeAbsent(value)) continue;
		const having = kinds.filter((kind) => Object.hasOwn(fieldsOfKind[kind], field));
		if (having.length === 0) {
			const [fields] = kinds.map((kind) => Object.keys(fieldsOfKind[kind]));
			const there = kinds.length === 1 ? `; there are ${fields?.join(", ")}` : "";
			throw new BadMatch(prefix + field, `is no field of kind ${kinds.join(" or ")}${there}`);
		}
		kinds = having;
	}
}

/** Those that are asked for by their names, else all. */
function kindsOf(kind: unknown): EntryKind[] {
	const all = Object.keys(fieldsOfKind) as EntryKind[];
	const named: unknown[] = [kind].flat();
	return named.every((each) => typeof each === "string") ? all.filter((each) => named.includes(each)) : all;
}

function canBeAbsent(value: unknown): boolean {
	if (Array.isArray(value)) return value.some(canBeAbsent);
	return typeof value === "object" && value !== null && (value as { exists?: unknown }).exists === false;
}

/** @throws BadMatch for a name that is none of `known` */
export function checkNames(given: object, known: readonly string[], what: string): void {
	for (const [name, value] of Object.entries(given)) {
		if (value === undefined || known.includes(name)) continue;
		throw new BadMatch(name, `is no ${what}${knownNames(name, known)}`);
	}
}
