import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, isErrorCode, KiiError } from "../../core/errors.ts";
import type { ActiveRule } from "../../faults/active-rule.ts";
import { type ApiCall, isCallMeant } from "../../faults/api/match-call.ts";
import { delayOf } from "../../faults/delay-of.ts";
import type { ApiRule } from "../../faults/fault-rule.ts";
import { resetSocket } from "../../system/reset-socket.ts";
import type { HttpDeps } from "../context.ts";
import { type Preference, preferenceOf } from "../prefer.ts";
import { appIDHeader } from "./authenticate.ts";
import { sendError } from "./error-handler.ts";
import { recordUnanswered } from "./journal.ts";

/** Has the API fail as a fault rule or the header `Prefer` of a request says, before anything is done about the request. */
export function addApiFaults(app: FastifyInstance, deps: HttpDeps): void {
	const { core, faults, transportCaller, resetTransport, preferHeader } = deps;

	app.decorateRequest("fault");
	app.addHook("onRequest", (request, reply, done) => {
		const { prefer } = request.headers;
		if (faults.api.length === 0 && (!preferHeader || prefer === undefined)) return done();
		// By its pattern: a path can be written in many ways.
		if ((request.routeOptions.url ?? request.url).startsWith("/_emulator")) return done();
		let preference: Preference | undefined;
		try {
			preference = preferHeader ? preferenceOf(prefer) : undefined;
		} catch (error) {
			return done(error as Error);
		}
		if (preference !== undefined) {
			reply.header("preference-applied", preference.applied);
			return void answer(request, reply, preference);
		}
		const call = callOf(request);
		const active = faults.api.find((each) => isCallMeant(each.rule, call) && each.hits());
		if (active === undefined) return done();
		request.fault = { rule: active.id, action: active.rule.action };
		act(active, call, request, reply, done);
	});

	function callOf(request: FastifyRequest): ApiCall {
		const caller = transportCaller(request);
		return {
			method: request.method,
			path: request.url.split("?", 1)[0] ?? "",
			route: request.routeOptions.url,
			transport: caller === undefined ? "http" : "mqtt",
			app: (request.params as { appID?: string }).appID ?? appIDHeader(request),
			client: caller?.clientID,
		};
	}

	function act(
		active: ActiveRule<ApiRule>,
		call: ApiCall,
		request: FastifyRequest,
		reply: FastifyReply,
		done: () => void,
	) {
		const { rule } = active;
		switch (rule.action) {
			case "respond":
				return void answer(request, reply, rule);
			case "not-ready":
				reply.header("retry-after", "1");
				return void answer(request, reply, { errorCode: "MQTT_ENDPOINT_NOT_READY" });
			case "delay":
				return wait(active, call, done);
			case "drop":
				recordUnanswered(deps, request, reply);
				return silence(active, call, reply);
			case "reset":
				recordUnanswered(deps, request, reply);
				reply.hijack();
				if (call.transport === "http") return resetSocket(request.raw.socket);
				resetTransport(request);
				reply.raw.destroy();
		}
	}

	function wait({ rule, delayed, random }: ActiveRule<ApiRule>, { app, transport }: ApiCall, done: () => void): void {
		const clock = rule.clock === "emulator" ? faults.deps.clockOf(app) : faults.deps.realTime;
		const over = new Promise<void>((resolve) => {
			const timer = clock.setTimeout(() => end(), delayOf(rule, random));
			const end = () => {
				timer.cancel();
				delayed.delete(waiting);
				resolve();
			};
			// Of a rule that is cleared: a call must go on.
			const waiting = { release: end, drop: end };
			delayed.add(waiting);
		});
		// Over HTTP it is not counted yet.
		const counted = transport === "mqtt" ? core.activity.pause(app, over) : over;
		void counted.then(() => done());
	}

	/** Never answers, until the rule is removed: then the connection is closed. */
	function silence({ held }: ActiveRule<ApiRule>, { transport }: ApiCall, reply: FastifyReply): void {
		reply.hijack();
		if (transport === "mqtt") return void reply.raw.destroy();
		const { socket } = reply.request.raw;
		const end = () => void socket.destroy();
		const silenced = { release: end, drop: end };
		held.add(silenced);
		socket.once("close", () => held.delete(silenced));
	}
}

type Answer = Pick<ApiRule, "errorCode" | "message" | "headers" | "body"> & { readonly status?: number | undefined };

function answer(
	request: FastifyRequest,
	reply: FastifyReply,
	given: Answer | { status: number; errorCode: string | undefined },
) {
	const { status, errorCode, message, headers, body } = given as Answer;
	if (headers !== undefined) reply.headers(headers);
	if (body !== undefined) {
		reply.code(status ?? statusOf(errorCode));
		if (typeof body === "string")
			return reply.type(reply.getHeader("content-type")?.toString() ?? "text/plain").send(body);
		return reply.type(reply.getHeader("content-type")?.toString() ?? "application/json").send(JSON.stringify(body));
	}
	if (errorCode === undefined && status !== undefined && status < 400) return reply.code(status).send();
	const code = errorCode ?? usualCodes[status ?? 500] ?? ((status ?? 500) < 500 ? "BAD_REQUEST" : "UNDEFINED_ERROR");
	const failure = failureOf(request, code, message);
	return sendError(reply, new KiiError(code as ErrorCode, failure.message, failure.context, status ?? statusOf(code)));
}

/** What a status means when no code is given with it. */
const usualCodes: Readonly<Record<number, ErrorCode>> = {
	401: "UNAUTHORIZED",
	404: "NOT_FOUND",
	405: "METHOD_NOT_ALLOWED",
	413: "REQUEST_TOO_LARGE",
	415: "UNSUPPORTED_MEDIA_TYPE",
	501: "OPERATION_NOT_IMPLEMENTED",
};

function statusOf(errorCode: string | undefined): number {
	return errorCode !== undefined && isErrorCode(errorCode) ? new KiiError(errorCode, "").status : 500;
}

/** Message and context as the API has them, where clients read them; else that it is a fault on purpose. */
function failureOf(request: FastifyRequest, code: string, message: string | undefined) {
	const { appID, installation } = request.params as { appID?: string; installation?: string };
	if (code !== "MQTT_ENDPOINT_NOT_READY" || installation === undefined) {
		return { message: message ?? "This answer was asked for: it is a fault on purpose", context: {} };
	}
	return {
		message: message ?? `MQTT endpoint for  ${installation} is not ready. Please try again later.`,
		context: { installationID: installation, appID },
	};
}
