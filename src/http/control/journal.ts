import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { invalidInput, KiiError } from "../../core/errors.ts";
import type { JournalReader } from "../../journal/create-journal.ts";
import type { Entry } from "../../journal/entry.ts";
import type { JournalPage } from "../../journal/journal.ts";
import type { Match } from "../../journal/match.ts";
import { mostWaitedFor } from "../../journal/wait.ts";
import { WaitEnded, WaitTimedOut } from "../../journal/wait-errors.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { JournalQuery, journalFilterOf, onlyKnownApp, onlyWhileOn, withKiiErrors } from "./journal-query.ts";
import { sameApp } from "./same-app.ts";
import { signalOf } from "./signal-of.ts";

const seq = (description: string) => Type.Integer({ minimum: 0, description });

const EntryFields = Type.Object(
	{
		seq: seq("Counts up from 1, over all apps"),
		time: Type.Number({ description: "Unix milliseconds of the app's clock" }),
		elapsed: Type.Number({ description: "Real milliseconds since the start" }),
		kind: Type.String({ description: "connection, mqtt, http, api or push" }),
		app: Type.Optional(Type.String()),
		client: Type.Optional(Type.String()),
		violation: Type.Optional(Type.Object({ clause: Type.String(), message: Type.String() })),
	},
	{ additionalProperties: true, description: "docs/journal.md has the fields of each kind" },
);

const Entries = Type.Unsafe<readonly Entry[]>(Type.Array(EntryFields));

const Page = Type.Object({
	entries: Entries,
	next: seq("since for what comes after these"),
	oldest: seq("The oldest entry that is there"),
	dropped: Type.Integer({ minimum: 0, description: "Entries that had to go for newer ones" }),
	isAhead: Type.Optional(
		Type.Literal(true, {
			description: "since is beyond the end: of another journal, as after a restart; this one begins at oldest",
		}),
	),
});

const WaitBody = Type.Object(
	{
		app: Type.Optional(Type.String()),
		match: Type.Object({}, { additionalProperties: true, description: "Fields of an entry; docs/journal.md" }),
		near: Type.Optional(
			Type.Array(Type.Object({}, { additionalProperties: true }), {
				maxItems: 10,
				description: "Matches: near misses are entries that meet the first of these, else the second, and so on",
			}),
		),
		count: Type.Optional(Type.Integer({ minimum: 1, maximum: mostWaitedFor, default: 1 })),
		since: Type.Optional(seq("Entries from this seq on count; all that are there if not given")),
		timeoutMs: Type.Optional(
			Type.Integer({ minimum: 0, maximum: 2_147_483_647, default: 5000, description: "Real milliseconds" }),
		),
	},
	{ additionalProperties: false },
);

const Waited = Type.Object({ entries: Entries, next: seq("since for a wait behind the last of these") });

const most = 1000;

/** `/_emulator/journal`: what happened, and waiting for what is to happen. */
export function journalRoutes(app: Scope, { core, journal }: HttpDeps): void {
	app.get(
		"/_emulator/journal",
		{
			schema: { querystring: JournalQuery, response: { 200: Page } },
			config: { call: "What happened: MQTT packets, HTTP and API-over-MQTT calls, pushes; as JSON or NDJSON" },
		},
		async (request, reply) => {
			onlyWhileOn(journal.isOn);
			const { query } = request;
			await onlyKnownApp(core, query.app);
			const filter = journalFilterOf(query);
			const asked =
				query.format ?? (/\bapplication\/x-ndjson\b/i.test(request.headers.accept ?? "") ? "ndjson" : "json");
			if (asked === "ndjson" && query.limit !== undefined)
				throw invalidInput({ limit: "is not for ndjson, which has all entries" });
			return withKiiErrors<JournalPage | FastifyReply>(() => {
				if (asked === "ndjson") return sendLines(reply, journal.reader(filter));
				return journal.pageInTurns({ limit: most, ...filter }, signalOf(reply));
			});
		},
	);

	app.delete(
		"/_emulator/journal",
		{
			schema: {
				querystring: Type.Object({ app: Type.Optional(Type.String()) }, { additionalProperties: false }),
				response: { 204: Type.Null() },
			},
			config: { call: "Forget what happened" },
		},
		async (request, reply) => {
			await onlyKnownApp(core, request.query.app);
			journal.clear(request.query.app);
			return reply.code(204).send(null);
		},
	);

	app.post(
		"/_emulator/journal/wait",
		{
			schema: {
				body: WaitBody,
				querystring: Type.Object({ app: Type.Optional(Type.String({ description: "As in the body" })) }),
				response: { 200: Waited },
			},
			config: { call: "Wait until something has happened; 408 with the nearest misses when it does not" },
		},
		async (request, reply) => {
			onlyWhileOn(journal.isOn);
			const { match, near, app: named, ...options } = request.body;
			const app = sameApp(named, request.query.app);
			await onlyKnownApp(core, app);
			const waiting = {
				...options,
				...(app === undefined ? {} : { app }),
				match: match as Match,
				...(near === undefined ? {} : { near: near as Match[] }),
				signal: signalOf(reply),
			};
			return withKiiErrors(() => journal.wait(waiting).catch(translate));
		},
	);
}

function translate(error: unknown): never {
	if (error instanceof WaitTimedOut) {
		const { found, nearMisses, message } = error;
		throw new KiiError("WAIT_TIMED_OUT", message, { found, nearMisses });
	}
	if (error instanceof WaitEnded) throw new KiiError("EMULATOR_CLOSING", "The emulator is closing");
	throw error;
}

/** One entry a line; made as fast as the client takes them. */
function sendLines(reply: FastifyReply, reader: JournalReader): FastifyReply {
	return reply.type("application/x-ndjson").send(Readable.from(lines(reader), { objectMode: false }));
}

async function* lines(reader: JournalReader): AsyncGenerator<string> {
	for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
		for (const entry of batch) yield `${JSON.stringify(entry)}\n`;
		await nextTurn();
	}
}
