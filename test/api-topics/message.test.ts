import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRequest } from "../../src/api-topics/message.ts";

const parse = (text: string) => parseRequest(Buffer.from(text));
const faultOf = (text: string) => {
	const message = parse(text);
	assert.ok("fault" in message, `taken: ${JSON.stringify(message)}`);
	return message.fault;
};

test("a request as the documentation writes it", () => {
	assert.deepEqual(parse('PUT\r\nAuthorization: Bearer tok\r\nContent-Type: application/json\r\n\r\n{"a":1}'), {
		method: "PUT",
		headers: { authorization: "Bearer tok", "content-type": "application/json" },
		body: '{"a":1}',
	});
});

const expected = {
	method: "PUT",
	headers: { "x-kii-requestid": "asdf1234", "content-type": "application/json" },
	body: '{"a":1}',
};
for (const [style, text] of [
	["LF", 'PUT\nX-Kii-RequestID: asdf1234\nContent-Type: application/json\n\n{"a":1}'],
	["CRLF", 'PUT\r\nX-Kii-RequestID: asdf1234\r\nContent-Type: application/json\r\n\r\n{"a":1}'],
	["mixed line ends", 'PUT\nX-Kii-RequestID: asdf1234\r\nContent-Type: application/json\n\r\n{"a":1}'],
	["no space behind the colon", 'PUT\nX-Kii-RequestID:asdf1234\nContent-Type:application/json\n\n{"a":1}'],
	[
		"more white space than needed",
		'PUT  \n  X-Kii-RequestID :\t asdf1234  \nContent-Type:  application/json \n \t\n{"a":1}',
	],
	["header names in other cases", 'PUT\nx-kii-requestid: asdf1234\nCONTENT-TYPE: application/json\n\n{"a":1}'],
	["a trailing line end", 'PUT\nX-Kii-RequestID: asdf1234\nContent-Type: application/json\n\n{"a":1}\r\n\r\n  '],
	["a verb in lower case", 'put\nX-Kii-RequestID: asdf1234\nContent-Type: application/json\n\n{"a":1}'],
	["a byte order mark", '\uFEFFPUT\nX-Kii-RequestID: asdf1234\nContent-Type: application/json\n\n{"a":1}'],
] as const) {
	test(`a request with ${style}`, () => assert.deepEqual(parse(text), expected));
}

for (const text of ["GET", "GET\n", "GET\r\n", "GET\r\n\r\n", "GET\n\n", "GET \n\n\r\n \n"]) {
	test(`a request of the verb alone: ${JSON.stringify(text)}`, () => {
		assert.deepEqual(parse(text), { method: "GET", headers: {} });
	});
}

for (const end of ["", "\n", "\r\n", "\n\n", "\r\n\r\n"]) {
	test(`headers that end in ${JSON.stringify(end)} and have no body behind them`, () => {
		assert.deepEqual(parse(`GET\nAuthorization: Bearer tok${end}`), {
			method: "GET",
			headers: { authorization: "Bearer tok" },
		});
	});
}

test("a body keeps its own lines, empty ones too", () => {
	const message = parse('POST\n\n\n{\n\n  "a": "b: c"\r\n}\n');
	assert.deepEqual(message, { method: "POST", headers: {}, body: '\n{\n\n  "a": "b: c"\r\n}' });
});

test("a header value keeps the colons, spaces and non-ASCII characters inside it", () => {
	const { headers } = parse("GET\nX-Kii-RequestID:  vid:é updateState  \nAuthorization: Basic YTpi=:\n\n");
	assert.deepEqual(headers, { "x-kii-requestid": "vid:é updateState", authorization: "Basic YTpi=:" });
});

test("an empty header value", () =>
	assert.deepEqual(parse("GET\nX-Kii-RequestID:\n\n").headers, { "x-kii-requestid": "" }));

test("the last of a repeated header counts", () => {
	assert.deepEqual(parse("GET\nX-Kii-AppID: a\nx-kii-appid: b\n\n").headers, { "x-kii-appid": "b" });
});

test("a header named like a property of every object is a header", () => {
	const { headers } = parse("GET\n__proto__: a\nconstructor: b\n\n");
	assert.deepEqual(Object.entries(headers), [
		["__proto__", "a"],
		["constructor", "b"],
	]);
});

for (const text of [
	"",
	"\n",
	"\r\n\r\n{}",
	" \nGET",
	"\nGET\n\n",
	'{"a":1}',
	"POST /onboardings HTTP/1.1\r\n\r\n",
	"PÜT\n\n",
	"GET:\n",
	"\u0000",
]) {
	test(`no verb on the first line: ${JSON.stringify(text)}`, () =>
		assert.match(faultOf(text), /first line is not a verb/));
}

test("a line that is no header is told by its number, and not quoted", () => {
	assert.equal(
		faultOf("PUT\nContent-Type: application/json\nBearer s3cret\n\n{}"),
		"line 3 is not a header: write Name: value, and an empty line before the body",
	);
	assert.match(faultOf('PUT\nContent-Type: application/json\n{"a":[1,\n2]}'), /^line 3 has a header name/);
	assert.match(faultOf("PUT\n: x\n\n"), /^line 2 has a header name/);
	assert.match(faultOf("PUT\nA B: x\n\n"), /^line 2 has a header name/);
});

test("two Authorization headers are one too many", () => {
	assert.equal(
		faultOf("GET\nAuthorization: Bearer a\nauthorization: Bearer b\n\n"),
		"line 3 repeats Authorization: send one",
	);
});

for (const control of ["\r", "\u0000", "\u0007", "\u007f", "\u0085"]) {
	test(`a header value with ${JSON.stringify(control)} inside`, () => {
		assert.match(faultOf(`GET\nX-Kii-RequestID: a${control}b\n\n`), /^line 2 has a header value with control/);
	});
}

test("a tab inside a header value is no fault", () => assert.deepEqual(parse("GET\nA: b\tc").headers, { a: "b\tc" }));

test("header lines may be 8192 characters long", () => {
	assert.equal("fault" in parse(`GET\nA:${"x".repeat(8190)}\n\n`), false);
	assert.match(faultOf(`GET\nA:${"x".repeat(8191)}\n\n`), /^line 2 is longer than 8192/);
});

test("there may be 100 header lines", () => {
	const request = (count: number) => `GET\n${Array.from({ length: count }, (_, n) => `H${n}: x\n`).join("")}\n{}`;
	assert.deepEqual([Object.keys(parse(request(100)).headers).length, "fault" in parse(request(100))], [100, false]);
	assert.match(faultOf(request(101)), /more than 100 header lines/);
	assert.match(faultOf(request(5000)), /more than 100 header lines/);
});

test("a payload that is not UTF-8", () => {
	const message = parseRequest(Uint8Array.from([...Buffer.from("PUT\n\n"), 0xff, 0xfe]));
	assert.ok("fault" in message);
	assert.match(message.fault, /not UTF-8/);
});

test("a malformed request still gives the headers that can be read", () => {
	assert.deepEqual(parse("PUT\nrubbish\nX-Kii-RequestID: 7\n\n{}").headers, { "x-kii-requestid": "7" });
	assert.deepEqual(parse("PUT /x\nX-Kii-RequestID: 7\n\n{}").headers, { "x-kii-requestid": "7" });
});

test("under Content-Encoding the body is the bytes behind the head, all of them", () => {
	const bytes = [0x1f, 0x8b, 0xff, 0x00, 0x0a, 0x0a, 0x20];
	for (const head of ["PUT\nContent-Encoding: gzip\n\n", "PUT\r\ncontent-encoding:GZIP\r\n \t\r\n"]) {
		const message = parseRequest(Uint8Array.from([...Buffer.from(head), ...bytes]));
		assert.ok(!("fault" in message));
		assert.deepEqual([...(message.body ?? "")], bytes);
	}
});

test("bytes that happen to be text are bytes, too, and no bytes are no body", () => {
	const message = parse("PUT\nContent-Encoding: deflate\n\nx \n");
	assert.ok(!("fault" in message));
	assert.deepEqual(message.body, Buffer.from("x \n"));
	assert.equal("body" in parse("PUT\nContent-Encoding: gzip\n\n"), false);
});

test("Content-Encoding identity is none, and a head that is no text is a fault all the same", () => {
	const message = parse("PUT\nContent-Encoding: identity\n\n{} ");
	assert.ok(!("fault" in message));
	assert.equal(message.body, "{}");
	const body = Uint8Array.from([...Buffer.from("PUT\nContent-Encoding: identity\n\n"), 0xff]);
	assert.ok("fault" in parseRequest(body));
	const head = Uint8Array.from([0xff, ...Buffer.from("\nContent-Encoding: gzip\n\n"), 1]);
	assert.ok("fault" in parseRequest(head));
});
