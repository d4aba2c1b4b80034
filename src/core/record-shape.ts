import { type Fields, fieldFault, type Kind, type ListOf, number, object, text } from "./record-fields.ts";
import { recordKinds } from "./record-kinds.ts";

/** Records that are not below an app. `apps` are looked at elsewhere. */
const others: Readonly<Record<string, Kind | Fields>> = {
	"app-creation": { "adminTokenDigest?": text },
	"mqtt-topic": { appID: text, installationID: text },
	publication: {
		publicationID: text,
		appID: text,
		address: { scope: { type: text, "id?": text }, bucketID: text, objectID: text },
		bodyID: text,
		"expiresAt?": number,
	},
};

/** What the value of a record must be to be read, said for a person; undefined when it is that. */
export function recordShapeFault(key: string, value: unknown): string | undefined {
	const [top = "", app, kind = ""] = key.split("/", 3);
	if (top !== "app") return fieldFault(others[top] ?? object, value);
	const kinds: Readonly<Record<string, Kind | ListOf | Fields>> = recordKinds;
	const wanted = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
	// Of a newer version, perhaps: nothing here reads it.
	if (wanted === undefined) return value === null ? "must not be null" : undefined;
	const fault = fieldFault(wanted, value);
	if (fault !== undefined) return fault;
	// Their value leads to records that go when this one does: to those of another app it must not.
	const leadsTo = kind === "token-order" || kind === "subscription" ? [value].flat() : [];
	if (leadsTo.every((each) => `${each}`.startsWith(`app/${app}/`))) return undefined;
	return "must lead to records of its app";
}
