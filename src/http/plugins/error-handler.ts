import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, invalidInput, KiiError } from "../../core/errors.ts";
import { StorageError } from "../../core/ports.ts";
import { knownNames } from "../../known-names.ts";
import { patternInWords } from "../../pattern-in-words.ts";
import { bodyTooLarge } from "../body-too-large.ts";
import type { HttpDeps } from "../context.ts";
import { isControlPath } from "../is-control-path.ts";
import { kiiMediaType } from "../media-type.ts";
import { mislabelledBody } from "../mislabelled-body.ts";
import type { RouteTable } from "../route-table.ts";

/** Media type names that do not follow from the code (cloud-rest, section 8). */
const exceptionNames: Partial<Record<ErrorCode, string>> = {
	UNAUTHORIZED: "UnauthorizedAccess",
	INVALID_INPUT_DATA: "Validation",
	PIN_CODE_EXPIRED: "PINCodeExpired",
	USER_ADDRESS_NOT_FOUND: "UserWithoutAddress",
};

function exceptionName(code: ErrorCode): string {
	const camel = code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
	return `${exceptionNames[code] ?? camel}Exception`;
}

// The errors of OAuth 2.0 have no type of Kii's (REST reference, "Facebook").
function mediaTypeOf(code: ErrorCode): string {
	return /^[a-z]/.test(code) ? "application/json;charset=UTF-8" : kiiMediaType(exceptionName(code));
}

/** Gives every failure Kii's error body: `{errorCode, message, …context}`. */
export function addErrorHandler(app: FastifyInstance, { log }: HttpDeps, table: RouteTable): void {
	app.setErrorHandler((error: FastifyError | KiiError, request, reply) => {
		const kii = withCause(error instanceof KiiError ? error : translate(error, request), request);
		if (kii.errorCode === "UNDEFINED_ERROR") {
			log.error(
				{ err: error, method: request.method, path: request.routeOptions.url },
				"request failed: this is a fault of the emulator, please report it",
			);
		} else {
			const { errorCode, status, message } = kii;
			const path = request.url.split("?", 1)[0];
			log.debug({ method: request.method, path, status, errorCode }, `request refused: ${withoutEnd(message)}`);
		}
		return sendError(reply, isControlPath(request.routeOptions.url) ? inOwnWords(kii) : kii);
	});
	app.setNotFoundHandler((request, reply) => {
		const path = request.url.split("?", 1)[0] ?? "";
		const allow = table.methodsAt(path).join(", ");
		if (allow !== "") {
			reply.header("allow", allow);
			throw new KiiError("METHOD_NOT_ALLOWED", `${request.method} is not allowed here, only ${allow}`);
		}
		// The C SDK's own test reads exactly `{}` at the root (real-clients, section 2).
		if (request.url === "/") return reply.code(404).header("content-type", "application/json").send({});
		// The path as it is: this is what somebody has mistyped.
		const index = isControlPath(path) ? "; GET /_emulator says what there is" : "";
		throw new KiiError("NOT_FOUND", `There is no resource at ${request.method} ${path}${index}`);
	});
}

/** For faults that fastify finds before there is a route: a path that cannot be decoded. */
export function sendFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
	void sendError(reply, translate(error, request));
}

/** Answers with Kii's error body. */
export function sendError(reply: FastifyReply, { errorCode, message, context, status }: KiiError): FastifyReply {
	return reply
		.code(status)
		.header("content-type", mediaTypeOf(errorCode))
		.send({ errorCode, message, ...context });
}

/** The code is Kii's; the fields that it finds wrong are not, when all of the body was read as something else. */
function withCause(error: KiiError, request: FastifyRequest): KiiError {
	const { errorCode, message, context, status } = error;
	const cause = status === 400 || status === 415 ? mislabelledBody(request) : undefined;
	if (cause === undefined) return error;
	return new KiiError(errorCode, `${withoutEnd(message)}. ${cause}. `, context, status);
}

/** Kii's sentence of validation errors ends in a way of its own; so do only Kii's own calls. */
function inOwnWords(error: KiiError): KiiError {
	const { errorCode, message, context, status } = error;
	return new KiiError(errorCode, withoutEnd(message), context, status);
}

function withoutEnd(message: string): string {
	return message.endsWith(". ") ? message.slice(0, -2) : message;
}

function translate(error: FastifyError, request: FastifyRequest): KiiError {
	if (error instanceof StorageError) {
		return new KiiError("STORAGE_FAILED", `The emulator could not keep that in its data-dir: ${error.message}`);
	}
	if (error.validation !== undefined) {
		return invalidInput(fieldFaults(error.validation, error.validationContext, controlFields(request)));
	}
	switch (error.code) {
		case "FST_ERR_CTP_BODY_TOO_LARGE":
			return bodyTooLarge(request);
		case "FST_ERR_BAD_URL":
			return new KiiError("BAD_REQUEST", "The path is not a valid URL component");
		case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
			return new KiiError("BAD_REQUEST", "Content-Length does not fit the body");
		case "ECONNRESET":
			// Node's word for a client that has left: nobody hears the answer.
			if (request.raw.destroyed) return new KiiError("BAD_REQUEST", "The request ended before it was whole");
	}
	if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
		return new KiiError("BAD_REQUEST", error.message, {}, error.statusCode);
	}
	return new KiiError("UNDEFINED_ERROR", "The server encountered an unexpected condition");
}

/** The fields of the body of a call of the control API; undefined for Kii's own. */
function controlFields({ routeOptions: { url, schema } }: FastifyRequest): readonly string[] | undefined {
	if (!isControlPath(url)) return undefined;
	const { properties, anyOf = [] } = (schema?.body ?? {}) as { properties?: object; anyOf?: { properties?: object }[] };
	return Object.keys(properties ?? anyOf.find((each) => each.properties !== undefined)?.properties ?? {});
}

type ValidationFault = NonNullable<FastifyError["validation"]>[number];

/** One text per wrong field, whatever number of schemas it failed. */
function fieldFaults(
	faults: readonly ValidationFault[],
	context = "body",
	known: readonly string[] | undefined = undefined,
): Record<string, string> {
	const texts: Record<string, string> = {};
	// Of a body that may also be missing: it is the form that was meant, and its faults are the ones to name.
	const meant = faults.filter(
		({ instancePath, keyword, params }) => instancePath !== "" || !(keyword === "anyOf" || params.type === "null"),
	);
	for (const { instancePath, message = "is not valid", params } of meant.length > 0 ? meant : faults) {
		const { pattern } = params;
		const missing = typeof params.missingProperty === "string" ? `/${params.missingProperty}` : "";
		const unknown = typeof params.additionalProperty === "string" ? `/${params.additionalProperty}` : "";
		const field = `${instancePath}${missing}${unknown}`.replace(/^\//, "").replaceAll("/", ".") || context;
		texts[field] ??= missing
			? "is required"
			: unknown
				? `is no field that is known here${known === undefined || instancePath !== "" ? "" : knownNames(unknown.slice(1), known)}`
				: (oneOf(faults, instancePath) ?? (typeof pattern === "string" ? patternInWords(pattern) : message));
	}
	return texts;
}

/** "must be one of …" for a field that has to be one of several constants. */
function oneOf(faults: readonly ValidationFault[], instancePath: string): string | undefined {
	const constants = faults.filter((fault) => fault.instancePath === instancePath && fault.keyword === "const");
	if (constants.length === 0) return undefined;
	return `must be one of ${constants.map(({ params }) => String(params.allowedValue)).join(", ")}`;
}
