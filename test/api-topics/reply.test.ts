import assert from "node:assert/strict";
import { test } from "node:test";
import { composeReply } from "../../src/api-topics/reply.ts";

const json = "application/vnd.kii.OnboardingReply+json;charset=UTF-8";
const compose = (status: number, headers: Record<string, string>, body: string, method = "GET", id?: string) =>
	composeReply({ status, headers, body }, method, id);

test("status, request ID, media type, empty line, indented JSON", () => {
	assert.equal(
		compose(200, { "content-type": json }, '{"a":1,"b":{"c":[1,{"d":"e"}],"f":[],"g":{}}}', "POST", "asdf1234"),
		[
			"200",
			"X-Kii-RequestID:asdf1234",
			"Content-Type:application/vnd.kii.OnboardingReply+json;charset=UTF-8",
			"",
			'{\n  "a": 1,\n  "b": {\n    "c": [\n      1,\n      {\n        "d": "e"\n      }\n    ],\n    "f": [],\n    "g": {}\n  }\n}',
		].join("\r\n"),
	);
});

test("no request ID where the request had none, an empty one where it was empty", () => {
	assert.equal(compose(200, { "content-type": json }, "{}"), `200\r\nContent-Type:${json}\r\n\r\n{}`);
	assert.equal(compose(204, {}, "", "PUT", ""), "204\r\nX-Kii-RequestID:\r\n\r\n");
});

test("a reply without a body ends with the empty line and has no media type", () => {
	assert.equal(compose(204, { "content-type": json }, "", "PUT", "1"), "204\r\nX-Kii-RequestID:1\r\n\r\n");
});

test("a reply to HEAD has no body, but the media type that names an error", () => {
	const type = "application/vnd.kii.StateNotFoundException+json;charset=UTF-8";
	assert.equal(
		compose(404, { "content-type": type }, '{"errorCode":"X"}', "HEAD"),
		`404\r\nContent-Type:${type}\r\n\r\n`,
	);
});

test("headers that mean something to a client go out in Kii's spelling, the others stay", () => {
	const headers = {
		age: "0",
		allow: "GET, PUT",
		"content-length": "2",
		"content-type": "application/json",
		date: "Thu, 01 Jan 2026 00:00:00 GMT",
		etag: '"1"',
		location: "http://localhost:8080/thing-if/apps/a/x",
		"retry-after": "3",
		server: "x",
		"x-environment-version": "6",
		"x-http-status-code": "200",
		"x-mqtt-ttl": "2147483647",
		"x-step-count": "5",
	};
	assert.deepEqual(compose(200, headers, "{}").split("\r\n"), [
		"200",
		"Content-Type:application/json",
		'ETag:"1"',
		"Location:http://localhost:8080/thing-if/apps/a/x",
		"Retry-After:3",
		"Allow:GET, PUT",
		"X-MQTT-TTL:2147483647",
		"X-Step-Count:5",
		"X-Environment-version:6",
		"",
		"{}",
	]);
});

test("a body that is not JSON goes out as it is", () => {
	assert.equal(
		compose(200, { "content-type": "application/json" }, '{"a":'),
		'200\r\nContent-Type:application/json\r\n\r\n{"a":',
	);
	assert.equal(compose(200, {}, "plain"), "200\r\n\r\nplain");
	assert.equal(
		compose(200, { "content-type": "text/plain" }, '{"a":1}'),
		'200\r\nContent-Type:text/plain\r\n\r\n{"a":1}',
	);
});

test("JSON without a media type is indented too", () => assert.equal(compose(200, {}, "[1]"), "200\r\n\r\n[\n  1\n]"));

test("a header value cannot begin a new line", () => {
	assert.equal(compose(204, { location: "a\r\nb: c\r\n\r\n{}" }, ""), "204\r\nLocation:a  b: c    {}\r\n\r\n");
});

test("what looks like nesting in a string does not keep JSON from being indented", () => {
	const text = JSON.stringify('"[{\\'.repeat(2000));
	assert.equal(compose(200, {}, `{"text":${text}}`), `200\r\n\r\n{\n  "text": ${text}\n}`);
});

test("JSON as deep as a packet can carry costs neither time nor memory", () => {
	const deep = `${"[".repeat(130_000)}${"]".repeat(130_000)}`;
	assert.equal(compose(200, {}, deep), `200\r\n\r\n${deep}`);
	const disguised = `{"a":"${"]".repeat(3000)}","b":${"[".repeat(1000)}${"]".repeat(1000)}}`;
	assert.equal(compose(200, {}, disguised), `200\r\n\r\n${disguised}`);
});

test("JSON that would be mostly indentation is passed on as it is", () => {
	const nested = (elements: number) => `${"[".repeat(100)}${"1,".repeat(elements)}1${"]".repeat(100)}`;
	assert.match(compose(200, { "content-type": json }, nested(1)), /\n {200}1,\n/);
	const large = nested(10_000);
	assert.equal(compose(200, { "content-type": json }, large), `200\r\nContent-Type:${json}\r\n\r\n${large}`);
});
