import { type Case, type Group, groups } from "./case.ts";

export interface Selection {
	/** IDs of cases. */
	readonly cases?: readonly string[] | undefined;
	readonly groups?: readonly Group[] | undefined;
}

/** There is no such case or group. */
export class UnknownCase extends Error {
	override name = "UnknownCase";
	readonly kind: "case" | "group";
	readonly given: string;
	/** What there is. */
	readonly known: readonly string[];

	constructor(kind: "case" | "group", given: string, known: readonly string[]) {
		super(`there is no ${kind} "${given}"; there are ${known.join(", ")}`);
		this.kind = kind;
		this.given = given;
		this.known = known;
	}
}

/** The group of that name. @throws UnknownCase */
export function groupOf(name: string): Group {
	const found = groups.find((group) => group === name);
	if (found === undefined) throw new UnknownCase("group", name, groups);
	return found;
}

/** The cases of those IDs and of those groups, in the order of `all`; all of them when nothing is selected. @throws UnknownCase */
export function selectCases(
	all: readonly Case[],
	{ cases = [], groups: wanted = [] }: Selection = {},
): readonly Case[] {
	const ids = all.map(({ id }) => id);
	for (const id of cases) if (!ids.includes(id)) throw new UnknownCase("case", id, ids);
	// A program in JavaScript may give any text.
	for (const group of wanted) groupOf(group);
	if (cases.length === 0 && wanted.length === 0) return all;
	return all.filter(({ id, group }) => cases.includes(id) || wanted.includes(group));
}
