/** JSON of a value however deep: `JSON.stringify` ends at some ten thousand levels. */
export function toJson(value: unknown): string {
	try {
		return JSON.stringify(value);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return deepJson(value);
	}
}

/** Text that is written as it is, between the values of {@link deepJson}. */
class Punctuation {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

function deepJson(value: unknown): string {
	const written: string[] = [];
	const open: unknown[] = [value];
	while (open.length > 0) {
		const next = open.pop();
		if (next instanceof Punctuation) written.push(next.text);
		else if (typeof next !== "object" || next === null) written.push(JSON.stringify(next) ?? "null");
		else for (const part of partsOf(next).reverse()) open.push(part);
	}
	return written.join("");
}

function partsOf(value: object): unknown[] {
	const isArray = Array.isArray(value);
	const members = isArray
		? value.map((each) => ["", each])
		: Object.entries(value).filter(([, each]) => each !== undefined);
	const parts: unknown[] = [new Punctuation(isArray ? "[" : "{")];
	for (const [n, [name, each]] of members.entries()) {
		const label = isArray ? "" : `${JSON.stringify(name)}:`;
		parts.push(new Punctuation(n === 0 ? label : `,${label}`), each);
	}
	parts.push(new Punctuation(isArray ? "]" : "}"));
	return parts;
}
