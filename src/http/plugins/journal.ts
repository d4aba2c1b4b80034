import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { appMeant } from "../app-meant.ts";
import type { HttpDeps } from "../context.ts";
import { appIDHeader } from "./authenticate.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** The body as bytes, after Content-Encoding. */
		receivedBody: Uint8Array | undefined;
		/** Whether the journal has the call. */
		isJournaled: boolean;
	}
}

/** Records every call but those of the control API, when its answer is ready and before it leaves. */
export function addJournal(app: FastifyInstance, deps: HttpDeps): void {
	app.decorateRequest("receivedBody");
	app.decorateRequest("isJournaled", false);
	if (!deps.journal.isOn) return;
	// Behind all other hooks of its kind, so that it sees what they made of the answer.
	app.addHook("onSend", (request, reply, payload, done) => {
		const record = (appID?: string) => {
			recordCall(deps, request, reply, reply.statusCode, payload, appID);
			done(null, payload);
		};
		if (request.routeOptions.url !== undefined) record();
		else void appMeant(deps.core, request).then(record);
	});
}

/** For a request that is answered before there are hooks. */
export function recordFrameworkError(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): void {
	if (deps.journal.isOn) recordCall(deps, request, reply, reply.statusCode, undefined);
}

/** For a call that gets no answer, because of a fault. */
export function recordUnanswered(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): void {
	if (deps.journal.isOn) recordCall(deps, request, reply, 0, undefined);
}

function recordCall(
	{ journal, transportCaller }: HttpDeps,
	request: FastifyRequest,
	reply: FastifyReply,
	status: number,
	payload: unknown,
	appID?: string,
): void {
	const route = request.routeOptions.url;
	if (request.isJournaled || route?.startsWith("/_emulator") || request.url.startsWith("/_emulator")) return;
	request.isJournaled = true;
	const { fault } = request;
	const publisher = transportCaller(request);
	journal.call({
		kind: publisher === undefined ? "http" : "api",
		app: publisher?.appID ?? appID ?? appOf(request, status),
		client: publisher?.clientID,
		connection: publisher?.connectionNumber,
		listener: publisher?.listener,
		remoteAddress: request.ip,
		topic: publisher?.topic,
		requestID: publisher?.requestID,
		method: request.method,
		path: request.url,
		route,
		status,
		requestHeaders: publisher?.sentHeaders ?? request.headers,
		requestBody: request.receivedBody,
		responseHeaders: reply.getHeaders(),
		responseBody: isBody(payload) ? payload : undefined,
		durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
		fault,
	});
}

function isBody(payload: unknown): payload is string | Uint8Array {
	return typeof payload === "string" || payload instanceof Uint8Array;
}

/** Only an app that there is. The log-in calls have it elsewhere. */
function appOf(request: FastifyRequest, status: number): string | undefined {
	// Its type has it always; that is so behind authentication only.
	const caller = request.caller as FastifyRequest["caller"] | undefined;
	if (caller !== undefined) return caller.appID;
	if (status === 404 && request.fault === undefined) return undefined;
	// A path that cannot be decoded has none.
	const { appID, app } = (request.params ?? {}) as { appID?: string; app?: string };
	const named = appID ?? app ?? appIDHeader(request);
	return named !== undefined && /^[\w-]{1,64}$/.test(named) ? named : undefined;
}
