/** A match that cannot be: says in which of its fields, and what is wrong. */
export class BadMatch extends Error {
	override readonly name = "BadMatch";
	readonly field: string;
	/** What is wrong with the field, without its name. */
	readonly problem: string;

	constructor(field: string, problem: string) {
		super(`${field} ${problem}`);
		this.field = field;
		this.problem = problem;
	}
}
