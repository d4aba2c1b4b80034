/** A rule that cannot be. */
export class FaultRuleError extends Error {
	override readonly name = "FaultRuleError";
	/** What is wrong, by field. */
	readonly fields: Readonly<Record<string, string>>;

	constructor(fields: Readonly<Record<string, string>>) {
		const faults = Object.entries(fields).map(([field, text]) => `${field} ${text}`);
		super(`this is no fault rule: ${faults.join("; ")}`);
		this.fields = fields;
	}
}
