import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { hostilePieces } from "./hostile-paths.ts";
import type { Target } from "./input.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";

type Maker = (random: Random, target: Target) => readonly [kind: string, request: Buffer];

const text = (...lines: string[]) => Buffer.from(`${lines.join("\r\n")}`, "latin1");

function post(path: string, { accessToken }: Target, body: Buffer | string, ...headers: string[]): Buffer {
	const bytes = Buffer.from(body);
	const head = [`POST ${path} HTTP/1.1`, "Host: x", `Authorization: Bearer ${accessToken}`, ...headers];
	return Buffer.concat([text(...head, `Content-Length: ${bytes.length}`, "", ""), bytes]);
}

const json = "Content-Type: application/json";
const zeros = Buffer.alloc(32 * 1024 * 1024);
/** 32 MiB in a few KiB; the last is a gzip of a gzip. */
const bombs = new Map<string, () => Buffer>([
	["gzip", () => gzipSync(zeros)],
	["deflate", () => deflateSync(zeros)],
	// At its best quality it would take seconds to make.
	["br", () => brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
	["gzip, gzip", () => gzipSync(bomb("gzip"))],
]);
const packed = new Map<string, Buffer>();

function bomb(encoding: string): Buffer {
	const made = packed.get(encoding) ?? bombs.get(encoding)?.() ?? Buffer.alloc(0);
	packed.set(encoding, made);
	return made;
}

const states = ({ appID, thingID }: Target) => `/thing-if/apps/${appID}/targets/thing:${thingID}/states`;

function apiPath(random: Random, target: Target): string {
	const { appID, thingID } = target;
	return random.pick([
		"/_emulator/health",
		`/api/apps/${appID}/things/${thingID}`,
		`/api/apps/${appID}/users`,
		`/api/apps/${appID}/oauth2/token`,
		`/api/apps/${appID}/buckets/b/objects/o`,
		`/thing-if/apps/${appID}/onboardings`,
		states(target),
	]);
}

/** Two requests in one, for a server that reads lengths otherwise than its proxy (RFC 9112, 11.2). */
const smuggling = [
	["Content-Length: 6", "Transfer-Encoding: chunked", "", "0", "", "G"],
	["Transfer-Encoding: chunked", "Content-Length: 3", "", "8", "SMUGGLED", "0", "", ""],
	["Transfer-Encoding: xchunked", "", "0", "", "GET /x HTTP/1.1", "Host: x", "", ""],
	["Transfer-Encoding : chunked", "", "0", "", ""],
	["Transfer-Encoding: chunked", "Transfer-Encoding: x", "", "0", "", ""],
	["X: y\nTransfer-Encoding: chunked", "", "0", "", ""],
	["Transfer-Encoding:\x0bchunked", "", "0", "", ""],
	["Content-Length: 5", "Content-Length: 0", "", "GET /"],
	["Content-Length: +5", "", "aaaaa"],
	["Content-Length: 0x5", "", "aaaaa"],
	["Content-Length: -1", "", ""],
	["Content-Length: 99999999999999999999", "", "a"],
	["Transfer-Encoding: chunked", "", "-1", "a", "0", "", ""],
	["Transfer-Encoding: chunked", "", "ffffffffffffffff", "a", "0", "", ""],
	[`Transfer-Encoding: chunked`, "", `1;${"x".repeat(20_000)}`, "a", "0", "", ""],
	["Transfer-Encoding: chunked", "", "1", "a", "0", "X-Trailer: \x00", "", ""],
	["Transfer-Encoding: chunked", "", "1\n", "a\n0\n\n"],
	[" folded: header", "", ""],
	["X\x00Y: z", "", ""],
	["Expect: 100-continue", "Content-Length: 5", "", ""],
	["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x", "", ""],
	["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA", "", ""],
] as const;

const makers: readonly Maker[] = [
	(random, target) => [
		"smuggling",
		text(`POST ${apiPath(random, target)} HTTP/1.1`, "Host: x", ...random.pick(smuggling)),
	],
	(random) => ["random bytes", random.bytes(1 + random.below(400))],
	(random, target) => ["mutated request", mutate(random, post(apiPath(random, target), target, '{"a":1}', json))],
	(random, target) => {
		const name = random.chance(1, 2) ? "x".repeat(1024 * 1024) : "x";
		return [
			"1 MB header",
			text(`GET ${apiPath(random, target)} HTTP/1.1`, `${name}: ${"y".repeat(1024 * 1024)}`, "", ""),
		];
	},
	(random, target) => {
		const headers = Array.from({ length: 5_000 }, (_, index) => `h${index}: v`);
		return ["many headers", text(`GET ${apiPath(random, target)} HTTP/1.1`, "Host: x", ...headers, "", "")];
	},
	(random, target) => {
		const depth = random.pick([190, 1_000, 60_000]);
		const [open, close] = random.pick([
			["[", "]"],
			['{"a":', "}"],
		] as const);
		const whole = random.chance(1, 2) ? `${open.repeat(depth)}1${close.repeat(depth)}` : open.repeat(depth);
		return ["deep JSON", post(apiPath(random, target), target, whole.slice(0, 120_000), json)];
	},
	(random, target) => {
		const key = random.pick(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]);
		const body = `{"${key}":{"${key}":{"isAdmin":true}},"vendorThingID":"v","thingPassword":"p","thingProperties":{"${key}":1}}`;
		const type = random.pick([json, "Content-Type: application/vnd.kii.OnboardingWithVendorThingIDByThing+json"]);
		return ["prototype keys", post(apiPath(random, target), target, body, type)];
	},
	(random, target) => {
		const encoding = random.pick([...bombs.keys()]);
		return ["zip bomb", post(states(target), target, bomb(encoding), json, `Content-Encoding: ${encoding}`)];
	},
	(random, target) => {
		const pieces = Array.from({ length: 1 + random.below(6) }, () => random.pick(hostilePieces));
		const path = random.chance(1, 2) ? `${apiPath(random, target)}/${pieces.join("/")}` : `/${pieces.join("/")}`;
		return ["path traversal", text(`${random.pick(["GET", "PUT", "DELETE"])} ${path} HTTP/1.1`, "Host: x", "", "")];
	},
	(random, target) => {
		const host = random.pick(["", "\x00", "..", "a".repeat(8_000), "[::1", "x\r\nInjected: 1", "127.0.0.1:99999", "é"]);
		return ["hostile Host", text(`GET ${apiPath(random, target)} HTTP/1.1`, `Host: ${host}`, "", "")];
	},
	(random, target) => {
		const one = text(`GET ${apiPath(random, target)} HTTP/1.1`, "Host: x", "", "");
		return ["pipelined", Buffer.concat(Array.from({ length: 20 }, () => one))];
	},
	(random, target) => {
		const request = post(apiPath(random, target), target, "x".repeat(random.pick([10, 5_000, 140_000])), json);
		return ["cut off", request.subarray(0, 1 + random.below(request.length))];
	},
	(random, target) => {
		const target_ = random.pick([
			"*",
			"http://",
			"https://[",
			"//x/y",
			"\\..\\",
			"x",
			"http://a b/",
			"a".repeat(70_000),
		]);
		return [
			"request target",
			text(
				`${random.pick(["GET", "CONNECT", "PRI", ""])} ${target_} HTTP/${random.pick(["1.1", "1.0", "0.9", "2.0", "9.9"])}`,
				`X-Kii-AppID: ${target.appID}`,
				"",
				"",
			),
		];
	},
];

export function httpRequest(random: Random, target: Target): readonly [kind: string, request: Buffer] {
	return random.pick(makers)(random, target);
}
