import type { FastifyReply, FastifyRequest } from "fastify";
import { bodyETag, namesETag } from "../core/data/body/body-etag.ts";
import { byteRangeOf } from "../core/data/body/byte-range.ts";
import type { OpenBody } from "../core/data/body/object-body.ts";
import { KiiError } from "../core/errors.ts";

/**
 * Answers GET and HEAD with a body: all of it, a range of it, or nothing that the client has already (RFC 9110, 13 and 14).
 * @throws KiiError OBJECT_BODY_INTEGRITY_NOT_ASSURED when `If-Match` names another version, OBJECT_BODY_RANGE_NOT_SATISFIABLE
 */
export function sendBody(
	request: FastifyRequest,
	reply: FastifyReply,
	{ body, bytes }: OpenBody,
	changed: () => KiiError,
): FastifyReply {
	const etag = bodyETag(body);
	const { headers } = request;
	if (headers["if-match"] !== undefined && !namesETag(headers["if-match"], etag)) throw changed();
	reply.headers({ etag, "last-modified": new Date(body.modifiedAt).toUTCString() });
	if (headers["if-none-match"] !== undefined && namesETag(headers["if-none-match"], etag))
		return reply.code(304).send();
	// A browser shows a published page as what it is said to be, and nothing else. It has no rights here: there are no cookies.
	reply.headers({ "content-type": body.contentType, "x-content-type-options": "nosniff" });
	const size = bytes.length;
	// Of all methods, only GET has ranges.
	const wanted = request.method === "GET" && (headers["if-range"] === undefined || headers["if-range"] === etag);
	const range = wanted ? byteRangeOf(headers.range, size) : "whole";
	if (range === "whole") return reply.send(bytes);
	if (range === "not satisfiable") {
		reply.header("content-range", `bytes */${size}`);
		throw new KiiError("OBJECT_BODY_RANGE_NOT_SATISFIABLE", `The body has ${size} bytes`);
	}
	const { first, last } = range;
	reply.code(206).header("content-range", `bytes ${first}-${last}/${size}`);
	return reply.send(bytes.subarray(first, last + 1));
}
