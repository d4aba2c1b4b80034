import type { Activity, Log } from "../core/ports.ts";
import type { ApiReply, Dispatch } from "./dispatch.ts";
import { errorReply } from "./error-reply.ts";
import { type MalformedMessage, parseRequest, type RequestMessage } from "./message.ts";
import { composeReply } from "./reply.ts";
import { createRequestQueue } from "./request-queue.ts";
import { pathOfTopic } from "./topic.ts";

/** An API request published by a session that may publish it. */
export interface TopicRequest {
	readonly clientID: string;
	readonly appID: string;
	/** True in the role of the default broker, which takes onboardings only. */
	readonly anonymous: boolean;
	readonly reachedHost: string;
	readonly remoteAddress: string;
	/** The connection it came on, by identity. */
	readonly connection: object;
	/** Number of the connection, from 1. */
	readonly connectionNumber?: number;
	readonly listener?: string;
	readonly topic: string;
	readonly payload: Uint8Array;
	/** Publishes on the same topic to the same connection. */
	reply(payload: string): void;
	/** Tells that the request breaks a rule. */
	violated?(clause: string, message: string): void;
}

export interface ResponderDeps {
	readonly dispatch: Dispatch;
	readonly activity: Activity;
	readonly log: Log;
	/** Of an app, now: a request is void if it has changed since that was published. */
	epochOf?(appID: string): number;
	/** A request was refused without being dispatched. */
	onRefused?(refused: RefusedRequest): void;
}

export interface RefusedRequest {
	readonly request: TopicRequest;
	/** What could be read of it. */
	readonly message: RequestMessage | MalformedMessage;
	readonly reply: ApiReply;
	/** What is wrong with it. */
	readonly violation: { readonly clause: string; readonly message: string };
}

export interface Responder {
	/** Answers a request, after those that came before it on the same connection. Never rejects. */
	handle(request: TopicRequest): Promise<void>;
	/** Resolves when nothing is left to be answered. */
	drain(): Promise<void>;
}

interface Answer {
	/** Undefined for a call that gets none, by a fault rule. */
	readonly reply: ApiReply | undefined;
	/** Why the request was not dispatched. */
	readonly refusal?: string;
}

/** Where Kii says what a request looks like and what it may ask for. */
const guide = "Kii guide: API over MQTT";

const verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

// They describe an HTTP connection, and there is none that they could be true of.
const ofTheConnection = new Set(["connection", "content-length", "expect", "host", "transfer-encoding", "upgrade"]);

/** Answers API requests that arrive as PUBLISH packets (Kii guide, "API over MQTT"). */
export function createResponder({ dispatch, activity, log, epochOf, onRefused }: ResponderDeps): Responder {
	const queue = createRequestQueue();

	async function respond(request: TopicRequest, epoch: number | undefined): Promise<void> {
		const { clientID, topic, remoteAddress } = request;
		try {
			const message = parseRequest(request.payload);
			const method = "fault" in message ? "" : message.method;
			const { reply, refusal } = await answer(request, epoch, message);
			if (reply === undefined)
				return log.debug({ clientID, topic, method }, "API request not answered: by a fault rule");
			if (refusal !== undefined) {
				log.warn({ clientID, topic, remoteAddress }, `API request refused: ${refusal}`);
				request.violated?.(guide, refusal);
				onRefused?.({ request, message, reply, violation: { clause: guide, message: refusal } });
			} else log.debug({ clientID, topic, method, status: reply.status }, "API request answered");
			request.reply(composeReply(reply, method, message.headers["x-kii-requestid"]));
		} catch (err) {
			log.error({ err, clientID, topic }, "API reply lost: this is a fault of the emulator, please report it");
		}
	}

	async function answer(
		request: TopicRequest,
		epoch: number | undefined,
		message: RequestMessage | MalformedMessage,
	): Promise<Answer> {
		if ("fault" in message) return refuse(400, "BAD_REQUEST", message.fault);
		const { method, headers, body } = message;
		if (!verbs.includes(method)) {
			return refuse(405, "METHOD_NOT_ALLOWED", `the verb is none of ${verbs.join(", ")}`);
		}
		const path = pathOfTopic(request.topic, request);
		if (path === undefined) return refuse(404, "NOT_FOUND", "the topic names no path of the app's Thing-IF API");
		if (request.anonymous && !(method === "POST" && isOnboarding(request))) {
			const refusal =
				"the default broker takes onboardings only: for other calls connect to the mqttEndpoint of its reply";
			return refuse(403, "OPERATION_NOT_SUPPORTED", refusal);
		}
		const { clientID } = request;
		// Field by field, as where the request is made: it is made for every one.
		const caller = {
			clientID,
			appID: request.appID,
			anonymous: request.anonymous,
			reachedHost: request.reachedHost,
			remoteAddress: request.remoteAddress,
			epoch,
			connection: request.connection,
			connectionNumber: request.connectionNumber,
			listener: request.listener,
			topic: request.topic,
			requestID: headers["x-kii-requestid"],
			sentHeaders: headers,
		};
		const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name)));
		try {
			const call = { method, path, headers: passed, caller };
			return { reply: await dispatch(body === undefined ? call : { ...call, body }) };
		} catch (err) {
			log.error({ err, clientID, method }, "API request failed: this is a fault of the emulator, please report it");
			return { reply: errorReply(500, "UNDEFINED_ERROR", "The server encountered an unexpected condition") };
		}
	}

	return {
		handle(request) {
			const { appID, connection } = request;
			const epoch = epochOf?.(appID);
			return activity.track(
				appID,
				queue.run(connection, () => respond(request, epoch)),
			);
		},
		drain: () => queue.drain(),
	};
}

function refuse(status: number, errorCode: string, refusal: string): Answer {
	return { refusal, reply: errorReply(status, errorCode, refusal.charAt(0).toUpperCase() + refusal.slice(1)) };
}

function isOnboarding({ topic, clientID, appID }: TopicRequest): boolean {
	const [tail = ""] = topic.slice(`p/${clientID}/thing-if/apps/${appID}/`.length).split("?", 1);
	return tail.split("/").filter(Boolean).join("/") === "onboardings";
}
