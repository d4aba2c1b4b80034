import { isObject } from "../is-object.ts";

/** What Kii calls the types of JSON values. */
export type FieldType = "STRING" | "INTEGER" | "DECIMAL" | "BOOLEAN" | "OBJECT" | "ARRAY";

/** An integer is a decimal, too: `1` and `1.0` are the same in JSON. */
export function isOfType(value: unknown, fieldType: FieldType): boolean {
	switch (fieldType) {
		case "STRING":
			return typeof value === "string";
		case "INTEGER":
			return Number.isInteger(value);
		case "DECIMAL":
			return typeof value === "number";
		case "BOOLEAN":
			return typeof value === "boolean";
		case "OBJECT":
			return isObject(value);
		case "ARRAY":
			return Array.isArray(value);
	}
}
