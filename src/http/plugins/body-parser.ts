import type { FastifyInstance } from "fastify";
import { KiiError } from "../../core/errors.ts";
import { isDeeper } from "../../core/is-deeper.ts";
import { isIJson } from "../../core/is-i-json.ts";
import { isControlPath } from "../is-control-path.ts";
import { jsonFaultAt } from "../json-fault-at.ts";
import { mediaTypeOf } from "../media-type.ts";

/** Levels of objects and arrays in a body: far more than any client needs, far fewer than the stack has room for. */
const maxNesting = 200;
/** Levels of a document in which such bodies are kept, and what server code has returned. */
const maxOwnNesting = maxNesting + 50;
const notIJson = "The request body has a string with half a surrogate pair or a number that is too large";

/**
 * One parser for all media types, because real clients are loose with them (cloud-rest, section 0): JSON under any
 * `…+json` type or none at all, an empty body under a JSON type, forms, and plain text.
 */
export function addBodyParser(app: FastifyInstance): void {
	const parseJson = app.getDefaultJsonParser("error", "ignore");
	app.removeAllContentTypeParsers();
	app.addContentTypeParser("*", { parseAs: "buffer" }, (request, body, done) => {
		const bytes = body as Buffer;
		request.receivedBody = bytes;
		if (request.routeOptions.config.rawBody) return done(null, bytes);
		if (bytes.length === 0) return done(null, undefined);
		// For `curl -d`, which calls any body a form (Kii guide, "Partial Update"); the control API takes nothing but JSON.
		const { config, url } = request.routeOptions;
		const isJson = config.jsonBody || isControlPath(url);
		const type = isJson ? "" : mediaTypeOf(request.headers["content-type"]);
		if (type === "application/x-www-form-urlencoded") {
			return done(null, Object.fromEntries(new URLSearchParams(bytes.toString())));
		}
		if (type === "text/plain") return done(null, bytes.toString());
		if (type !== "" && type !== "application/json" && !type.endsWith("+json")) return done(null, bytes);
		const text = bytes.toString();
		if (config.ownDocument) {
			const { error, value } = readOwn(text);
			return done(error, value);
		}
		void parseJson(request, text, (error, value) => {
			// The parser's own words name a media type that the request need not have.
			const fault = error ? notJson(text) : faultOf(value, maxNesting);
			if (fault === undefined) done(null, value);
			else done(new KiiError("INVALID_JSON", fault));
		});
	});
}

/** Server code may have returned names like `__proto__`; what is read here is never merged by name. */
function readOwn(text: string): { readonly error: KiiError | null; readonly value?: unknown } {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return { error: new KiiError("INVALID_JSON", notJson(text)) };
	}
	const fault = faultOf(value, maxOwnNesting);
	return fault === undefined ? { error: null, value } : { error: new KiiError("INVALID_JSON", fault) };
}

function faultOf(value: unknown, levels: number): string | undefined {
	if (isDeeper(value, levels)) return `The request body is nested deeper than ${levels} levels`;
	return isIJson(value) ? undefined : notIJson;
}

/** A name `__proto__` is no fault of JSON, and has no place that could be told. */
function notJson(text: string): string {
	const sentence = "The request body is not valid JSON";
	try {
		JSON.parse(text);
		return `${sentence}: it has the name __proto__, or constructor with prototype`;
	} catch {
		return `${sentence}, from ${jsonFaultAt(text)} on`;
	}
}
