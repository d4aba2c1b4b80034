import type { FastifyInstance } from "fastify";
import { KiiError } from "../../core/errors.ts";
import { isDeeper } from "../../core/is-deeper.ts";
import { isIJson } from "../../core/is-i-json.ts";
import { mediaTypeOf } from "../media-type.ts";

/** Levels of objects and arrays in a body: far more than any client needs, far fewer than the stack has room for. */
const maxNesting = 200;
const tooDeep = `The request body is nested deeper than ${maxNesting} levels`;
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
		// For `curl -d`, which calls any body a form (Kii guide, "Partial Update").
		const type = request.routeOptions.config.jsonBody ? "" : mediaTypeOf(request.headers["content-type"]);
		if (type === "application/x-www-form-urlencoded") {
			return done(null, Object.fromEntries(new URLSearchParams(bytes.toString())));
		}
		if (type === "text/plain") return done(null, bytes.toString());
		if (type !== "" && type !== "application/json" && !type.endsWith("+json")) return done(null, bytes);
		void parseJson(request, bytes.toString(), (error, value) => {
			// The parser's own words name a media type that the request need not have.
			if (error) done(new KiiError("INVALID_JSON", "The request body is not valid JSON"));
			else if (isDeeper(value, maxNesting)) done(new KiiError("INVALID_JSON", tooDeep));
			else if (!isIJson(value)) done(new KiiError("INVALID_JSON", notIJson));
			else done(null, value);
		});
	});
}
