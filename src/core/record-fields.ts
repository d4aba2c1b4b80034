import { isObject } from "./is-object.ts";

/** What a value must be, and how that is said. */
export interface Kind {
	readonly is: string;
	holds(value: unknown): boolean;
}

/** A list whose items have these fields. */
export interface ListOf {
	readonly each: Fields;
}

/** What an object must have; a name with `?` at its end may be missing. */
export interface Fields {
	readonly [name: string]: Kind | ListOf | Fields;
}

const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

export const text: Kind = { is: "a text", holds: isText };
export const header: Kind = { is: "a text of ASCII", holds: (value) => isText(value) && /^[\t -~]+$/.test(`${value}`) };
export const number: Kind = { is: "a number", holds: Number.isFinite };
export const whole: Kind = { is: "a whole number", holds: Number.isSafeInteger };
export const size: Kind = {
	is: "a whole number from 0",
	holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};
export const flag: Kind = { is: "true or false", holds: (value) => typeof value === "boolean" };
export const object: Kind = { is: "an object", holds: isObject };
export const objects: Kind = {
	is: "a list of objects",
	holds: (value) => Array.isArray(value) && value.every(isObject),
};
export const texts: Kind = { is: "a list of texts", holds: areTexts };
export const textsByName: Kind = {
	is: "an object of lists of texts",
	holds: (value) => isObject(value) && Object.values(value).every(areTexts),
};

/** What the value of a record must be, said for a person; undefined when it is that. */
export function fieldFault(wanted: Kind | ListOf | Fields, value: unknown, path = ""): string | undefined {
	const must = path === "" ? "must be" : `must have ${path}, which is`;
	if (isKind(wanted)) return wanted.holds(value) ? undefined : `${must} ${wanted.is}`;
	if (isList(wanted)) {
		if (!Array.isArray(value)) return `${must} a list`;
		return first(value.entries(), ([n, item]) => fieldFault(wanted.each, item, `${path}[${n}]`));
	}
	if (!isObject(value)) return `${must} an object`;
	return first(Object.entries(wanted), ([given, each]) => {
		const name = given.replace("?", "");
		const field = Object.hasOwn(value, name) ? value[name] : undefined;
		if (field === undefined && name !== given) return undefined;
		return fieldFault(each, field, path === "" ? name : `${path}.${name}`);
	});
}

function first<Item>(items: Iterable<Item>, fault: (item: Item) => string | undefined): string | undefined {
	for (const item of items) {
		const found = fault(item);
		if (found !== undefined) return found;
	}
	return undefined;
}

function isKind(wanted: Kind | ListOf | Fields): wanted is Kind {
	return "holds" in wanted && typeof wanted.holds === "function";
}

function isList(wanted: ListOf | Fields): wanted is ListOf {
	return "each" in wanted;
}
