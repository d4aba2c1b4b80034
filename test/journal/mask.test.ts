import assert from "node:assert/strict";
import test from "node:test";
import { contentOf } from "../../src/journal/content.ts";
import { keep } from "../../src/journal/kept.ts";
import { headersOf, keepHeaders } from "../../src/journal/kept-headers.ts";
import { maskHeaders, maskPassword, maskText } from "../../src/journal/mask.ts";

const secret = "abcdefghijklmnop";
const shown = "***mnop";

const texts: readonly [string, string][] = [
	[`{"accessToken":"${secret}"}`, `{"accessToken":"${shown}"}`],
	[`{"access_token" : "${secret}", "token_type":"Bearer"}`, `{"access_token" : "${shown}", "token_type":"Bearer"}`],
	[`{"password":"short"}`, `{"password":"***"}`],
	[`{"_password":1234,"power":1}`, `{"_password":"***","power":1}`],
	[`{"client_secret":"${secret}"`, `{"client_secret":"${shown}"`],
	[`{"password":"${secret.slice(0, 14)}`, `{"password":"***klmn`],
	[`{"password":"a\\"${secret}"}`, `{"password":"${shown}"}`],
	[`{"body":"{\\"password\\":\\"${secret}\\"}"}`, `{"body":"{\\"password\\":\\"${shown}\\"}"}`],
	[`grant_type=password&client_secret=${secret}&x=1`, `grant_type=password&client_secret=${shown}&x=1`],
	[`/api/apps/x?access_token=${secret}`, `/api/apps/x?access_token=${shown}`],
	[
		`PUT\r\nAuthorization: Bearer ${secret}\r\nX-Kii-RequestID:1\r\n\r\n{}`,
		`PUT\r\nAuthorization: Bearer ${shown}\r\nX-Kii-RequestID:1\r\n\r\n{}`,
	],
	[`GET\nauthorization:Basic ${secret}`, `GET\nauthorization:Basic ***`],
	[`{"code":"01234567890"}`, `{"code":"***"}`],
	[`{"code":"WRONG","n":"01234567890"}`, `{"code":"WRONG","n":"01234567890"}`],
	["nothing secret: 1234", "nothing secret: 1234"],
];

for (const [text, masked] of texts) {
	test(`masked: ${text.split("\n")[0]}`, () => assert.equal(maskText(text), masked));
}

test("JSON is masked by its fields, however they are spelled", () => {
	const text = `{"pass\\u0077ord":"${secret}","list":[{"refreshToken":"${secret}"}],"power":true}`;
	const { payload, json } = contentOf(keep(text, 1000));
	assert.deepEqual(json, { password: shown, list: [{ refreshToken: shown }], power: true });
	assert.equal(payload, JSON.stringify(json));
});

test("JSON that is nested too deeply stays text", () => {
	const { payload, json } = contentOf(keep("[".repeat(20_000) + "]".repeat(20_000), 100_000));
	assert.deepEqual([payload?.length, json], [40_000, undefined]);
});

test("bytes that are no text are in Base64, the headers before them masked", () => {
	const bytes = Buffer.concat([Buffer.from(`PUT\nAuthorization: Bearer ${secret}\n\n`), Buffer.from([0xff, 0xfe])]);
	const { payloadBase64 = "" } = contentOf(keep(bytes, 1000));
	const text = Buffer.from(payloadBase64, "base64").toString("latin1");
	assert.equal(text, `PUT\nAuthorization: Bearer ${shown}\n\n\xff\xfe`);
});

test("headers", () => {
	const headers = { Authorization: `Bearer ${secret}`, "X-Kii-AppKey": secret, accept: "*/*", "x-number": 1 };
	assert.deepEqual(maskHeaders(headersOf(keepHeaders(headers))), {
		authorization: `Bearer ${shown}`,
		"x-kii-appkey": shown,
		accept: "*/*",
		"x-number": "1",
	});
});

test("passwords of CONNECT", () => {
	assert.equal(maskPassword(secret), shown);
	assert.equal(maskPassword(`client_secret=${secret}`), `client_secret=${shown}`);
	assert.equal(maskPassword("short"), "***");
});

test("masking takes time in proportion to the text", () => {
	for (const text of ['"'.repeat(100_000), '"password'.repeat(20_000), '\\"'.repeat(50_000), "a".repeat(200_000)]) {
		maskText(text);
	}
});
