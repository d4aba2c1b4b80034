import { bodyOf, contentOf } from "./content.ts";
import { decodePacket } from "./decode-packet.ts";
import { type Entry, packetTypes } from "./entry.ts";
import type { Kept } from "./kept.ts";
import type { KeptCall } from "./kept-call.ts";
import { headersOf } from "./kept-headers.ts";
import type { ConnectionFacts, KeptConnection, KeptMqtt, KeptPush, KeptRecord } from "./kept-record.ts";
import { maskHeaders, maskSubprotocol, maskText } from "./mask.ts";

/** A record as it is shown: decoded, its secrets masked. */
export function readRecord(record: KeptRecord): Entry {
	const { event } = record;
	switch (event.kind) {
		case "connection":
			return { ...numbersOf(record), ...connectionEntry(event), ...marksOf(record) };
		case "mqtt":
			return { ...numbersOf(record), ...mqttEntry(event, record), ...marksOf(record) };
		case "push":
			return { ...numbersOf(record), ...pushEntry(event), ...marksOf(record) };
		case "http": {
			const { remoteAddress } = event;
			return {
				...numbersOf(record),
				kind: "http",
				...defined({ app: event.app, remoteAddress }),
				...callFields(event),
				...marksOf(record),
			};
		}
		case "api": {
			const { app, client, connection, listener, requestID } = event;
			return {
				...numbersOf(record),
				kind: "api",
				...defined({ app, client, connection, listener }),
				topic: maskText(event.topic ?? ""),
				...defined({ requestID }),
				...callFields(event),
				...marksOf(record),
			};
		}
	}
}

/** The fields of an entry that need no decoding: enough to pass over most of what is not looked for. */
export function glanceAt({ event }: KeptRecord): Readonly<Record<string, unknown>> {
	switch (event.kind) {
		case "connection":
			return { kind: event.kind, event: event.event, status: event.status, ...whereOf(event.of) };
		case "mqtt": {
			const { direction, packet } = event;
			return { kind: event.kind, direction, type: packetTypes[packet.firstByte >> 4], ...whereOf(event.of) };
		}
		case "push":
			return { kind: event.kind, app: event.app, delivered: event.delivered };
		default: {
			const { kind, app, client, connection, listener, method, status } = event;
			return { kind, app, client, connection, listener, method, status };
		}
	}
}

function numbersOf({ seq, time, elapsed }: KeptRecord) {
	return { seq, time, elapsed };
}

function marksOf({ violations, fault }: KeptRecord) {
	const { first = [], further = 0 } = violations ?? {};
	const [violation] = first;
	return {
		...(violation === undefined ? {} : { violation }),
		...(first.length > 1 ? { violations: [...first] } : {}),
		...(further > 0 ? { furtherViolations: further } : {}),
		...(fault === undefined ? {} : { fault }),
	};
}

function whereOf({ app, client, connection, listener }: ConnectionFacts) {
	return { ...defined({ app, client, connection }), listener };
}

function connectionEntry({ kind, of, event, reason, endedBy, alert, status, frame }: KeptConnection) {
	const { remoteAddress, reachedHost, reachedPort, tls } = of;
	const isBeginning = event === "open" || event === "upgrade-refused";
	const subprotocols = isBeginning ? of.subprotocols?.map(maskSubprotocol) : undefined;
	const opened = event === "open" ? defined({ reachedPort, tls }) : {};
	return {
		kind,
		...whereOf(of),
		event,
		remoteAddress,
		...defined({ reachedHost, reason, endedBy, alert, status, frame }),
		...opened,
		...defined({ subprotocols }),
	};
}

function mqttEntry({ kind, of, direction, packet: kept }: KeptMqtt, { violations }: KeptRecord) {
	const { type, topic, packet } = decodePacket(kept, violations?.first[0]?.message);
	const { size, truncated } = kept;
	return {
		kind,
		...whereOf(of),
		direction,
		type,
		...defined({ topic }),
		packet,
		size,
		...truncatedIf(truncated),
	};
}

function pushEntry({ kind, app, topic, payload, delivered, reason, owner }: KeptPush) {
	return {
		kind,
		...defined({ app }),
		topic,
		...contentOf(payload),
		delivered,
		...defined({ reason, owner }),
		...truncatedIf(payload.truncated),
	};
}

function callFields(call: KeptCall) {
	const { method, route, status, durationMs, requestBody, responseBody } = call;
	const request = shownBody(requestBody);
	const response = shownBody(responseBody);
	return {
		method,
		path: maskText(call.path),
		...defined({ route }),
		status,
		requestHeaders: maskHeaders(headersOf(call.requestHeaders)),
		...defined({ requestBody: request.body, requestBase64: request.base64 }),
		responseHeaders: maskHeaders(headersOf(call.responseHeaders)),
		...defined({ responseBody: response.body, responseBase64: response.base64 }),
		durationMs,
		...truncatedIf((requestBody?.truncated ?? false) || (responseBody?.truncated ?? false)),
	};
}

function shownBody(kept: Kept | undefined): ReturnType<typeof bodyOf> {
	return kept === undefined || kept.length === 0 ? {} : bodyOf(kept);
}

function truncatedIf(truncated: boolean): { readonly truncated?: true } {
	return truncated ? { truncated } : {};
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
