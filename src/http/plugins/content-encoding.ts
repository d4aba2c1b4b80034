import { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, type InputType, inflate, inflateRaw, type ZlibOptions } from "node:zlib";
import type { FastifyInstance, FastifyReply, RequestPayload } from "fastify";
import { KiiError } from "../../core/errors.ts";
import { bodyTooLarge } from "../body-too-large.ts";

type Decompress = (body: InputType, options: ZlibOptions) => Promise<Buffer>;

const decompressors = new Map<string, Decompress>([
	["gzip", promisify<InputType, ZlibOptions, Buffer>(gunzip)],
	["x-gzip", promisify<InputType, ZlibOptions, Buffer>(gunzip)],
	["deflate", (body, options) => (hasZlibHeader(body as Buffer) ? zlibInflate : rawInflate)(body, options)],
	["br", promisify<InputType, ZlibOptions, Buffer>(brotliDecompress)],
]);
const zlibInflate = promisify<InputType, ZlibOptions, Buffer>(inflate);
const rawInflate = promisify<InputType, ZlibOptions, Buffer>(inflateRaw);

/**
 * Takes request bodies under `Content-Encoding`: the C SDK may send states so. No more bytes come out than the route takes.
 */
export function addContentEncoding(app: FastifyInstance): void {
	app.addHook("preParsing", async (request, reply, payload) => {
		const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "";
		if (encoding === "" || encoding === "identity") return payload;
		const decompress = decompressors.get(encoding);
		if (decompress === undefined) {
			reply.header("accept-encoding", "gzip, deflate, br"); // RFC 9110, 12.5.3
			throw new KiiError("UNSUPPORTED_MEDIA_TYPE", "Content-Encoding must be gzip, deflate or br");
		}
		const { bodyLimit } = request.routeOptions;
		const encoded = await readAll(payload, bodyLimit, reply);
		if (encoded.length === 0) return bodyOf(encoded, 0);
		const body = await decompress(encoded, { maxOutputLength: bodyLimit }).catch((error: NodeJS.ErrnoException) => {
			throw error.code === "ERR_BUFFER_TOO_LARGE" ? bodyTooLarge(request) : notEncoded(encoding);
		});
		return bodyOf(body, encoded.length);
	});
}

async function readAll(payload: RequestPayload, limit: number, reply: FastifyReply): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of payload) {
		length += chunk.length;
		if (length > limit) {
			reply.header("connection", "close"); // the rest of the body is not read
			throw bodyTooLarge(reply.request);
		}
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks);
}

/** `receivedEncodedLength` is what fastify compares with Content-Length. */
function bodyOf(body: Buffer, receivedEncodedLength: number): RequestPayload {
	return Object.assign(Readable.from(body.length === 0 ? [] : [body], { objectMode: false }), {
		receivedEncodedLength,
	});
}

/** Whether deflated data is in the zlib format (RFC 1950, 2.2), as HTTP has it; many clients send it bare. */
function hasZlibHeader(body: Buffer): boolean {
	return body.length > 1 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

function notEncoded(encoding: string): KiiError {
	return new KiiError("BAD_REQUEST", `The request body is not ${encoding}, as Content-Encoding says`);
}
