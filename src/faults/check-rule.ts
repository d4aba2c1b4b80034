import { didYouMean } from "../did-you-mean.ts";
import { knownNames } from "../known-names.ts";
import { contradictions } from "./contradictions.ts";
import { type FaultRule, packetNames } from "./fault-rule.ts";
import { FaultRuleError } from "./fault-rule-error.ts";

/** What is wrong with a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

const mqttListeners = ["tcp", "tls", "ws", "wss"];
const listeners = [...mqttListeners, "http", "https"];
const secureListeners = ["tls", "wss", "https"];
/** A delay of more than a day is a slip of the pen. */
const longest = 86_400_000;

/** What is counted: more than anybody waits for. */
const count = (least: number) => whole(least, 1_000_000_000);
const direction = oneOf("in", "out");
const delayMs = whole(0, longest);
const clock = oneOf("real", "emulator");
const delay: Record<string, Check> = { delayMs, jitterMs: whole(0, longest), clock };

const common: Record<string, Check> = {
	id: matching(/^[\w.~-]{1,64}$/, "must be 1 to 64 letters, digits, or any of . _ ~ -"),
	on: text,
	action: text,
	after: count(0),
	times: count(1),
	probability: (value) =>
		typeof value === "number" && value > 0 && value <= 1 ? undefined : "must be a number above 0 and at most 1",
	seed: whole(0, 2 ** 32 - 1),
	note: text,
};
const whose: Record<string, Check> = { app: text, client: text };
const packet: Record<string, Check> = {
	...whose,
	direction,
	listener: oneOf(...mqttListeners),
	connection: count(1),
	topic: filter,
	what: oneOf("reply", "push"),
};
const network: Record<string, Check> = {
	listener: listOf(listeners),
	remoteAddress: matching(/^[\da-f.:]{2,45}(?:%\w+)?$/i, "must be an IP address, as in the journal"),
};
const api: Record<string, Check> = {
	...whose,
	route: matching(/^[A-Z*]+ \/\S*$/, "must be a method and a path, as `PUT /thing-if/apps/*`"),
	transport: oneOf("http", "mqtt", "any"),
};

interface Action {
	/** Fields besides those of its kind. */
	readonly fields?: Record<string, Check>;
	readonly required?: readonly string[];
}

interface Kind {
	readonly name: string;
	readonly fields: Record<string, Check>;
	readonly actions: Readonly<Record<string, Action>>;
}

const packetKind: Kind = {
	name: "a packet",
	fields: packet,
	actions: {
		drop: {},
		delay: { fields: { ...delay, inOrder: flag }, required: ["delayMs"] },
		duplicate: {},
		corrupt: { fields: { how: oneOf("flip", "truncate", "length") } },
		hold: { fields: { inOrder: flag } },
		refuse: { fields: { returnCode: whole(1, 255) }, required: ["returnCode"] },
		"close-before": {},
		"close-after": {},
		"reset-before": {},
		"reset-after": {},
	},
};

const kinds: Readonly<Record<string, Kind>> = {
	...Object.fromEntries([...packetNames, "any"].map((name) => [name, packetKind])),
	network: {
		name: "network",
		fields: network,
		actions: {
			latency: { fields: { ...delay, direction }, required: ["delayMs"] },
			bandwidth: { fields: { bytesPerSecond: count(1), clock, direction }, required: ["bytesPerSecond"] },
			slice: { fields: { bytes: count(1), delayMs, clock, direction }, required: ["bytes"] },
			"half-open": { fields: { direction } },
			limit: { fields: { bytes: count(1), how: oneOf("close", "reset"), direction }, required: ["bytes"] },
			reset: { fields: delay },
			refuse: { fields: { how: oneOf("reset", "hang") } },
		},
	},
	api: {
		name: "api",
		fields: api,
		actions: {
			respond: {
				fields: {
					status: whole(200, 599),
					errorCode: matching(/^\w{1,100}$/, "must be a word, as `WRONG_TOKEN`"),
					message: text,
					headers: headerFields,
					body: () => undefined,
				},
			},
			"not-ready": {},
			delay: { fields: delay, required: ["delayMs"] },
			drop: {},
			reset: {},
		},
	},
	tls: {
		name: "tls",
		fields: { listener: listOf(secureListeners) },
		actions: { normal: {}, expired: {}, "wrong-host": {}, untrusted: {}, large: {}, huge: {} },
	},
};

/** A rule as somebody wrote it. @throws FaultRuleError naming each field that is wrong */
export function checkRule(given: unknown): FaultRule {
	if (typeof given !== "object" || given === null || Array.isArray(given)) {
		throw new FaultRuleError({ rule: "must be an object" });
	}
	const rule = given as Record<string, unknown>;
	const kind = typeof rule.on === "string" && Object.hasOwn(kinds, rule.on) ? kinds[rule.on] : undefined;
	if (kind === undefined) {
		throw new FaultRuleError({ on: mustBeOneOf(Object.keys(kinds), rule.on) });
	}
	const name = aliasOf(String(rule.action), kind);
	const action = Object.hasOwn(kind.actions, name) ? kind.actions[name] : undefined;
	if (action === undefined) {
		throw new FaultRuleError({ action: mustBeOneOf([...Object.keys(kind.actions), ...aliasesOf(kind)], rule.action) });
	}
	const wrong: Record<string, string> = {};
	for (const [field, value] of Object.entries(rule)) {
		const check = [common, kind.fields, action.fields ?? {}].find((checks) => Object.hasOwn(checks, field))?.[field];
		const fault = value === undefined ? undefined : check === undefined ? unknown(field, kind, name) : check(value);
		if (fault !== undefined) wrong[field] = fault;
	}
	for (const field of action.required ?? []) {
		if (rule[field] === undefined) wrong[field] = `is required by the action ${name}`;
	}
	Object.assign(wrong, contradictions(rule, kind === packetKind));
	if (Object.keys(wrong).length > 0) throw new FaultRuleError(wrong);
	return { ...rule, action: name } as unknown as FaultRule;
}

/** Shorter names of actions on packets. */
function aliasesOf(kind: Kind): readonly string[] {
	return kind === packetKind ? ["close", "reset"] : [];
}

function aliasOf(action: string, kind: Kind): string {
	return aliasesOf(kind).includes(action) ? `${action}-before` : action;
}

function mustBeOneOf(choices: readonly string[], given: unknown): string {
	return `must be one of ${choices.join(", ")}${typeof given === "string" ? didYouMean(given, choices) : ""}`;
}

function unknown(field: string, kind: Kind, action: string): string {
	const elsewhere = Object.values(kinds).some(
		({ fields, actions }) =>
			Object.hasOwn(fields, field) || Object.values(actions).some(({ fields = {} }) => Object.hasOwn(fields, field)),
	);
	if (elsewhere) return `is not for the action ${action} on ${kind.name}`;
	const known = [common, kind.fields, kind.actions[action]?.fields ?? {}].flatMap((fields) => Object.keys(fields));
	return `is no field of a fault rule${knownNames(field, known)}`;
}

const longestText = 1000;

function text(value: unknown): string | undefined {
	const good = typeof value === "string" && value !== "" && value.length <= longestText;
	return good ? undefined : `must be a text of 1 to ${longestText} characters`;
}

function flag(value: unknown): string | undefined {
	return typeof value === "boolean" ? undefined : "must be true or false";
}

function whole(least: number, most: number): Check {
	return (value) =>
		Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
			? undefined
			: `must be a whole number from ${least} to ${most}`;
}

function oneOf(...choices: readonly string[]): Check {
	return (value) => (choices.includes(value as string) ? undefined : mustBeOneOf(choices, value));
}

function listOf(choices: readonly string[]): Check {
	return (value) => {
		const list = Array.isArray(value) ? value : [value];
		const wrong = list.filter((each) => !choices.includes(each));
		if (list.length > 0 && wrong.length === 0) return undefined;
		const hint = typeof wrong[0] === "string" ? didYouMean(wrong[0], choices) : "";
		return `must be one of ${choices.join(", ")}, or a list of them${hint}`;
	};
}

function matching(pattern: RegExp, sentence: string): Check {
	return (value) => (typeof value === "string" && pattern.test(value) ? undefined : sentence);
}

/** MQTT 3.1.1, 4.7. */
function filter(value: unknown): string | undefined {
	const levels = typeof value === "string" && value !== "" ? value.split("/") : undefined;
	const good = levels?.every(
		(level, index) => !/[+#]/.test(level) || level === "+" || (level === "#" && index === levels.length - 1),
	);
	return good ? undefined : "must be a topic filter of MQTT";
}

/** What a connection's two ends need to find the end of a message, or to go on after it (RFC 9110, 7.6.1 and 8.6). */
const framing = new Set([
	"connection",
	"content-length",
	"keep-alive",
	"proxy-connection",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
]);
const mostHeaders = 50;
const longestHeader = 4000;

function headerFields(value: unknown): string | undefined {
	const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
	const fields = isObject ? Object.entries(value) : [];
	const good =
		isObject &&
		fields.every(
			([name, content]) =>
				/^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof content === "string" && /^[\t\x20-\x7e]*$/.test(content),
		);
	if (!good) return "must be an object of header fields, each with a text of ASCII";
	const unfit = fields.map(([name]) => name).find((name) => framing.has(name.toLowerCase()));
	if (unfit !== undefined) return `must not have ${unfit}, which says where a message ends or what the connection does`;
	const length = fields.reduce((sum, [name, content]) => sum + name.length + content.length, 0);
	return fields.length <= mostHeaders && length <= longestHeader
		? undefined
		: `must have at most ${mostHeaders} fields and ${longestHeader} characters`;
}
