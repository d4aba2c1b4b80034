import { isObject } from "../is-object.ts";

/** Whether no two items are equal as JSON values, the order of keys aside. In linear time; Ajv compares each with each. */
export function allDifferent(items: readonly unknown[]): boolean {
	return new Set(items.map((item) => JSON.stringify(item, inOrder))).size === items.length;
}

function inOrder(_key: string, value: unknown): unknown {
	if (!isObject(value)) return value;
	// As entries: an object would sort keys that are numbers by itself, and has its own idea of `__proto__`.
	return { keys: Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)) };
}
