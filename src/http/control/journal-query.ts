import { type Static, Type } from "typebox";
import { getApp } from "../../core/app.ts";
import type { Core } from "../../core/context.ts";
import { invalidInput, KiiError } from "../../core/errors.ts";
import { BadMatch } from "../../journal/bad-match.ts";
import type { JournalFilter } from "../../journal/journal.ts";
import type { MatchValue } from "../../journal/match.ts";

const text = (description: string) => Type.Optional(Type.String({ description }));
const number = (description: string) => Type.Optional(Type.String({ pattern: "^\\d{1,15}$", description }));

/** Which entries: the filters of the journal and of its live stream. */
export const journalFilters = {
	app: text("Entries of this app only"),
	kind: text("connection, mqtt, http, api or push; several with commas"),
	direction: text("in or out, of MQTT packets"),
	type: text("Type of MQTT packet, in lower case; several with commas"),
	client: text("Client identifier of the MQTT connection"),
	connection: number("Number of the MQTT connection"),
	listener: text("tcp, tls, ws or wss"),
	topic: text("MQTT topic filter, with + and #"),
	method: text("HTTP method; several with commas"),
	path: text("Path of a call, * for any characters"),
	status: text("HTTP status: 503 or 5xx; several with commas"),
	event: text("open, close, handshake-failed, upgrade-refused, fault or frame, of connections; several with commas"),
	violation: text("Clause of the rule that was broken; * or 1 for any, 0 for none"),
	fault: text("id of the fault rule that was at work; * for any"),
	truncated: text("1: entries of which something was cut; 0: the others"),
	since: number("From this seq on"),
	until: number("Up to this seq"),
};

/** Those of the live stream. A browser that opens a WebSocket can say its token nowhere else. */
export const eventsQuery = { ...journalFilters, access_token: text("The control-token, where no header can be sent") };

export const JournalQuery = Type.Object(
	{
		...journalFilters,
		limit: number("Entries at the most, up to 10,000; 1000 if not given; not for ndjson"),
		format: Type.Optional(Type.Union([Type.Literal("json"), Type.Literal("ndjson")])),
	},
	{ additionalProperties: false },
);

const numeric = ["connection", "since", "until", "limit"];

/** Entries of one page; an export has all of them. */
const mostOfAPage = 10_000;

/** As HTTP has them, and 0 for a call without an answer. */
const someStatus = "(?:0|[1-5](?:xx|\\d[\\dx]))";
const statuses = new RegExp(`^${someStatus}(?:,${someStatus})*$`, "i");

/** @throws KiiError INVALID_INPUT_DATA */
export function journalFilterOf(query: Readonly<Partial<Static<typeof JournalQuery>>>): JournalFilter {
	const { kind, direction, type, client, listener, topic, method, path, status, violation, app, event } = query;
	const { fault, truncated } = query;
	const faults: Record<string, string> = {};
	for (const field of numeric) {
		const value = (query as Record<string, string | undefined>)[field];
		if (value !== undefined && !/^\d{1,15}$/.test(value)) faults[field] = "must be a whole number";
	}
	if (status !== undefined && !statuses.test(status)) faults.status = "must be like 503 or 5xx, or 0";
	if (Number(query.limit) > mostOfAPage) faults.limit = `must be at most ${mostOfAPage}; format=ndjson has all`;
	// One more is where going on page by page ends.
	if (Number(query.since) > Number(query.until) + 1) faults.until = "must not be before since";
	if (truncated !== undefined && !/^(?:0|1|true|false)$/.test(truncated)) faults.truncated = "must be 1 or 0";
	for (const [field, value] of Object.entries(query)) if (value === "") faults[field] = "must not be empty";
	if (Object.keys(faults).length > 0) throw invalidInput(faults);
	return {
		...without({ app, client, direction: direction as "in" | "out" | undefined, topic }),
		...without({
			kind: oneOf(kind),
			type: oneOf(type),
			event: oneOf(event),
			method: oneOf(method?.toUpperCase()),
			listener: oneOf(listener),
		}),
		...without({ connection: whole(query.connection), since: whole(query.since), until: whole(query.until) }),
		...without({ limit: whole(query.limit) }),
		...without({ path: path === undefined ? undefined : glob(path) }),
		...without({ status: status?.split(",").map(statusRange) }),
		...without({
			violation: violation === undefined ? undefined : clauseOf(violation),
			fault: fault === "*" ? true : fault,
		}),
		...without({ truncated: truncated === undefined ? undefined : truncated === "1" || truncated === "true" }),
	};
}

/** Makes the errors of the journal ones of the API. */
export async function withKiiErrors<T>(run: () => T | Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (error) {
		throw error instanceof BadMatch ? invalidInput({ [error.field]: error.problem }) : error;
	}
}

/** An app that is asked for has to be there: asking does not make it. @throws KiiError APP_NOT_FOUND */
export async function onlyKnownApp(core: Core, appID: string | undefined): Promise<void> {
	if (appID !== undefined) await getApp(core, appID);
}

export function onlyWhileOn(isOn: boolean): void {
	if (!isOn) throw new KiiError("JOURNAL_OFF", "The journal is off; start the emulator with the setting journal on");
}

function oneOf(list: string | undefined): MatchValue | undefined {
	return list === undefined || !list.includes(",") ? list : list.split(",");
}

/** No clause is a number or a truth value. */
function clauseOf(violation: string): string | boolean {
	if (/^(?:\*|1|true)$/.test(violation)) return true;
	return /^(?:0|false)$/.test(violation) ? false : violation;
}

function glob(path: string): MatchValue {
	if (!path.includes("*")) return path;
	const pattern = path.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\/-]/g, "\\$&"));
	return { regex: `^${pattern.join(".*")}$` };
}

function statusRange(text: string): MatchValue {
	if (!/x/i.test(text)) return Number(text);
	return { gte: Number(text.replace(/x/gi, "0")), lte: Number(text.replace(/x/gi, "9")) };
}

function whole(digits: string | undefined): number | undefined {
	return digits === undefined ? undefined : Number(digits);
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function without<T extends object>(fields: T): Defined<T> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
