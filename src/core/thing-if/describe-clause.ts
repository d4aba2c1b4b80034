import type { Clause } from "./clause.ts";

/** A clause as the condition of the `queryDescription` in a reply. */
export function describeClause(clause: Clause): string {
	switch (clause.type) {
		case "all":
			return "1=1";
		case "not":
			return `NOT ( ${describeClause(clause.clause)} )`;
		case "and":
		case "or":
			return clause.clauses.map((each) => `( ${describeClause(each)} )`).join(` ${clause.type.toUpperCase()} `);
		case "eq":
			return `${clause.field} = ${typeof clause.value === "string" ? `'${clause.value}'` : clause.value}`;
		case "range": {
			const { field, lowerLimit, lowerIncluded, upperLimit, upperIncluded } = clause;
			const lower = lowerLimit === undefined ? [] : [`${field} ${lowerIncluded === false ? ">" : ">="} ${lowerLimit}`];
			const upper = upperLimit === undefined ? [] : [`${field} ${upperIncluded === false ? "<" : "<="} ${upperLimit}`];
			return [...lower, ...upper].join(" AND ");
		}
		case "withinTimeRange":
			return `_created >= ${clause.lowerLimit} AND _created <= ${clause.upperLimit}`;
	}
}
