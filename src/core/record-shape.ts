import { isObject } from "./is-object.ts";
import { recordFieldFault } from "./record-fields.ts";

/** Kinds of records of an app whose value is an object of which no field is looked at. */
const objects = new Set(["object-upload", "server-code"]);
/** Kinds whose value is an identifier. */
const strings = new Set([
	"command-order",
	"group-member",
	"group-owner",
	"installation-registration",
	"server-code-current",
	"subscription",
	"thing-owner",
	"thing-vendorThingID",
	"trigger-order",
	"user-emailAddress",
	"user-group",
	"user-loginName",
	"user-phoneNumber",
]);

/** What the value of a record must be to be read, said for a person; undefined when it is that. */
export function recordShapeFault(key: string, value: unknown): string | undefined {
	const [top, , kind = ""] = key.split("/", 3);
	if (top !== "app") return isObject(value) ? undefined : "must be an object";
	const fault = recordFieldFault(kind, value);
	if (fault !== undefined) return fault;
	if (objects.has(kind)) return isObject(value) ? undefined : "must be an object";
	if (strings.has(kind)) return typeof value === "string" ? undefined : "must be a text";
	if (kind === "trait-latest" || kind.endsWith("-count"))
		return Number.isSafeInteger(value) ? undefined : "must be a whole number";
	if (kind === "token-order") return Array.isArray(value) ? undefined : "must be an array";
	return value === null ? "must not be null" : undefined;
}
