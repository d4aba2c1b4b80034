import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { getApp } from "../../core/app.ts";
import { invalidInput, KiiError } from "../../core/errors.ts";
import type { FaultRule, FaultStatus } from "../../faults/fault-rule.ts";
import { FaultRuleError } from "../../faults/fault-rule-error.ts";
import type { HttpDeps, Scope } from "../context.ts";
import { sameApp } from "./same-app.ts";

const optional = (type: "string" | "integer" | "number" | "boolean" | "object", description: string) =>
	Type.Optional(Type.Unsafe<unknown>({ type, description }));
const listeners = Type.Optional(
	Type.Unsafe<unknown>({
		anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
		description: "tcp, tls, ws, wss, http or https; a list for network and tls",
	}),
);

const fields = {
	on: Type.String({ description: "connect, connack, publish, … any (a packet of MQTT), network, api or tls" }),
	action: Type.String({ description: "What is done; docs/faults.md says which action has which fields" }),
	note: optional("string", "Anything, for people"),
	after: optional("integer", "Matches let pass before the first hit"),
	times: optional("integer", "Hits, after which the rule ends by itself"),
	probability: optional("number", "Chance of a hit for each match, above 0 and at most 1"),
	app: optional("string", "App ID"),
	client: optional("string", "MQTT client ID"),
	listener: listeners,
	remoteAddress: optional("string", "Address of a client, as in the journal; for network"),
	connection: optional("integer", "Number of a connection, as in the journal"),
	direction: optional("string", "in (from the client) or out; for packets and network"),
	topic: optional("string", "Topic filter, for publish"),
	what: optional("string", "reply (of the API over MQTT) or push, of what is published to a client"),
	delayMs: optional("integer", "Milliseconds, at most a day"),
	jitterMs: optional("integer", "Milliseconds by which a delay is at most shorter or longer"),
	clock: optional(
		"string",
		"real or emulator: the time in which a delay passes; emulator by default for network, else real",
	),
	inOrder: optional("boolean", "What comes behind a delayed or held packet waits, too"),
	how: optional(
		"string",
		"flip, truncate or length for corrupt; reset or hang for refuse, close or reset for limit, on network",
	),
	returnCode: optional("integer", "Of CONNACK, for refuse on connect"),
	bytesPerSecond: optional("integer", "For bandwidth, each way"),
	bytes: optional("integer", "Of a piece, for slice; after which it ends, for limit"),
	route: optional("string", "Method and path, as PUT /thing-if/apps/*; for api"),
	transport: optional("string", "http, mqtt or any; for api"),
	status: optional("integer", "HTTP status, for respond"),
	errorCode: optional("string", "Error code, for respond"),
	message: optional("string", "Error message, for respond"),
	headers: optional("object", "Header fields, for respond"),
	body: Type.Optional(Type.Unknown({ description: "Body instead of the error's: text as it is, else as JSON" })),
};

const Rule = Type.Object({
	id: optional("string", "Made up when missing"),
	seed: optional("integer", "Of chance"),
	...fields,
});
const Status = Type.Object({
	id: Type.String(),
	seed: Type.Integer({ description: "Makes what is left to chance happen again" }),
	matches: Type.Integer({ description: "What the rule could have acted on: packets, calls, connections" }),
	hits: Type.Integer({ description: "What it acted on" }),
	held: Type.Integer({ description: "Packets and calls that it holds" }),
	state: Type.Union([Type.Literal("active"), Type.Literal("ended")]),
	...fields,
});
const OneStatus = Type.Unsafe<FaultStatus>(Status);
const AllStatus = Type.Object({ faults: Type.Array(OneStatus) });
const Query = Type.Object(
	{ app: Type.Optional(Type.String({ description: "Only the rules of this app" })) },
	{ additionalProperties: false },
);
const NewQuery = Type.Object(
	{ app: Type.Optional(Type.String({ description: "The app of the rule, as its field app" })) },
	{ additionalProperties: false },
);
const Params = Type.Object({ id: Type.String() });

/** `/_emulator/faults`: rules that make packets, connections, calls and certificates go wrong. */
export function faultRoutes(app: Scope, { core, faults }: HttpDeps): void {
	const onlyKnown = async (appID: unknown) => {
		if (typeof appID === "string") await getApp(core, appID);
	};

	app.get(
		"/_emulator/faults",
		{ schema: { querystring: Query, response: { 200: AllStatus } }, config: { call: "Fault rules and their hits" } },
		async ({ query }) => {
			await onlyKnown(query.app);
			return { faults: await faults.list(query.app) };
		},
	);

	app.post(
		"/_emulator/faults",
		{
			schema: { body: Rule, querystring: NewQuery, response: { 201: OneStatus } },
			// The rule's own check names all that is wrong.
			attachValidation: true,
			config: { call: "Add a fault rule" },
		},
		async ({ body, query }, reply) => {
			const rule = ofApp(body, query.app);
			await onlyKnown((rule as { app?: unknown } | null)?.app);
			const added = await faults.add(rule as FaultRule).catch((error: unknown) => {
				throw error instanceof FaultRuleError ? invalidInput(error.fields) : error;
			});
			return reply.code(201).header("location", `/_emulator/faults/${added.id}`).send(added);
		},
	);

	app.delete(
		"/_emulator/faults",
		{ schema: { querystring: Query, response: { 204: Type.Null() } }, config: { call: "Remove all fault rules" } },
		async ({ query }, reply) => {
			await onlyKnown(query.app);
			await faults.clear(query.app);
			return done(reply);
		},
	);

	app.get(
		"/_emulator/faults/:id",
		{ schema: { params: Params, response: { 200: OneStatus } }, config: { call: "A fault rule and its hits" } },
		async ({ params }) => found(await faults.get(params.id), params.id),
	);

	app.delete(
		"/_emulator/faults/:id",
		{
			schema: { params: Params, response: { 204: Type.Null() } },
			config: { call: "Remove a fault rule; what it holds is let go" },
		},
		async ({ params }, reply) => {
			found(await faults.remove(params.id), params.id);
			return done(reply);
		},
	);

	app.post(
		"/_emulator/faults/:id/release",
		{
			schema: { params: Params, response: { 200: OneStatus } },
			config: { call: "Let go what a fault rule holds" },
		},
		async ({ params: { id } }) => {
			found(await faults.release(id), id);
			return found(await faults.get(id), id);
		},
	);
}

/** The rule for the app of the query, which must be no other than that of the rule. */
function ofApp(rule: unknown, app: string | undefined): unknown {
	if (app === undefined || typeof rule !== "object" || rule === null || Array.isArray(rule)) return rule;
	return { ...rule, app: sameApp((rule as { app?: unknown }).app, app) };
}

function done(reply: FastifyReply) {
	return reply.code(204).send(null);
}

function found<T>(rule: T | undefined, id: string): T {
	if (rule === undefined) throw new KiiError("NOT_FOUND", `There is no fault rule ${id}`, { id });
	return rule;
}
