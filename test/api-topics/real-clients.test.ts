import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiReply } from "../../src/api-topics/dispatch.ts";
import { appID, ask, mqttTopic, type Question } from "./ask.ts";
import { readAsAgent, readAsArduino, readAsCpp, readAsPortal } from "./real-client-parsers.ts";

const mediaType = "application/vnd.kii.OnboardingReply+json;charset=UTF-8";
const reply = (status: number, body?: unknown) => async (): Promise<ApiReply> => ({
	status,
	headers: { "content-type": mediaType },
	body: body === undefined ? "" : JSON.stringify(body),
});

const onboarded = {
	accessToken: "T".repeat(43),
	thingID: "th.727f20b00022-8d18-5e11-991f-06db2509",
	mqttEndpoint: {
		installationID: "i".repeat(25),
		username: `${appID}-${"u".repeat(23)}`,
		password: "P".repeat(64),
		mqttTopic,
		host: "localhost",
		portTCP: 1883,
		portSSL: 8883,
		portWS: 12470,
		portWSS: 12473,
		ttl: 2147483647,
	},
};

async function exchange(question: Question) {
	const { calls, replies } = await ask(question);
	assert.equal(calls.length, 1, replies[0]);
	const { method, path, headers, body } = calls[0] ?? assert.fail();
	return { method, path: path.replace(`/thing-if/apps/${appID}/`, ""), headers, body, reply: replies[0] ?? "" };
}

const onboarding = { clientID: "anonymous", anonymous: true, tail: "onboardings", dispatch: reply(200, onboarded) };
const byThing = "application/vnd.kii.OnboardingWithVendorThingIDByThing+json";

test("C++ sample: onboarding with bare line feeds", async () => {
	const sent = await exchange({
		...onboarding,
		payload: `POST\nContent-type: ${byThing}\n\n{"vendorThingID":"v1","thingPassword":"p"}`,
	});
	assert.deepEqual([sent.method, sent.headers], ["POST", { "content-type": byThing }]);
	assert.deepEqual(JSON.parse(String(sent.body)), { vendorThingID: "v1", thingPassword: "p" });
	assert.deepEqual(readAsCpp(sent.reply, true), { status: 200, requestID: undefined, body: onboarded });
});

test("C++ sample: a state, answered without a body", async () => {
	const sent = await exchange({
		tail: "targets/thing:th.1/states",
		payload:
			'PUT\nAuthorization: Bearer tok\nContent-type: application/json\nX-Kii-RequestID: registerState\n\n{"power":true}',
		dispatch: reply(204),
	});
	assert.deepEqual(
		[sent.method, sent.path, sent.headers.authorization],
		["PUT", "targets/thing:th.1/states", "Bearer tok"],
	);
	assert.deepEqual(readAsCpp(sent.reply), { status: 204, requestID: "registerState", body: undefined });
});

test("C++ sample: reading commands", async () => {
	const commands = { commands: [{ commandID: "c", actions: [{ turnPower: { power: true } }] }] };
	const sent = await exchange({
		tail: "targets/thing:th.1/commands",
		payload: "GET\nAuthorization: Bearer tok\nX-Kii-RequestID: asdf1234\n\n",
		dispatch: reply(200, commands),
	});
	assert.deepEqual([sent.method, sent.body], ["GET", undefined]);
	assert.deepEqual(readAsCpp(sent.reply), { status: 200, requestID: "asdf1234", body: commands });
});

test("ESP8266 client: CRLF and app headers", async () => {
	const sent = await exchange({
		...onboarding,
		payload: `POST\r\nContent-type:${byThing}\r\nX-Kii-AppID: ${appID}\r\nX-Kii-AppKey: key\r\n\r\n{"vendorThingID":"v1","thingPassword":"p"}`,
	});
	assert.deepEqual(sent.headers, { "content-type": byThing, "x-kii-appid": appID, "x-kii-appkey": "key" });
	assert.deepEqual(readAsArduino(sent.reply), { status: 200, body: onboarded });
});

test("a client that ends its body with CRLF", async () => {
	const sent = await exchange({
		payload: 'PUT\r\nAuthorization: Bearer tok\r\nContent-Type: application/json\r\n\r\n{"actionResults":[]}\r\n',
	});
	assert.equal(sent.body, '{"actionResults":[]}');
});

test("developer portal: onboarding by the owner on the second broker", async () => {
	const sent = await exchange({
		tail: "onboardings",
		payload:
			'POST\nAuthorization: Bearer user\nContent-type: application/vnd.kii.OnboardingWithVendorThingIDByOwner+json\nX-Kii-RequestID: 1478324740503\n\n{"owner":"USER:u","vendorThingID":"v"}',
		dispatch: reply(200, onboarded),
	});
	assert.deepEqual(readAsPortal(sent.reply), { status: 200, requestID: "1478324740503", body: onboarded });
});

test("developer portal: a state and action results without a request ID", async () => {
	const results = "targets/THING:th.1/commands/c/action-results";
	for (const [tail, body] of [
		["targets/THING:th.1/states", '{"power":true}'],
		[results, '{"actionResults":[{"turnPower":{"succeeded":true}}]}'],
	] as const) {
		const payload = `PUT\nAuthorization: Bearer user\nContent-type: application/json\n\n${body}`;
		const sent = await exchange({ tail, payload, dispatch: reply(204) });
		assert.deepEqual([sent.path, sent.body], [tail, body]);
		assert.deepEqual(readAsPortal(sent.reply), { status: 204, requestID: undefined, body: undefined });
	}
});

test("developer portal: an error", async () => {
	const error = { errorCode: "WRONG_COMMAND", message: "At least one action is required" };
	const sent = await exchange({ payload: "POST\n\n{}", dispatch: reply(400, error) });
	assert.deepEqual(readAsPortal(sent.reply), { status: 400, requestID: undefined, body: error });
});

test("gateway agent: onboarding of an end node, with a request ID of two words", async () => {
	const endNode = { accessToken: "t", endNodeThingID: "th.2" };
	const sent = await exchange({
		tail: "onboardings",
		payload:
			'POST\nAuthorization: Bearer owner\nContent-type: application/vnd.kii.OnboardingEndNodeWithGatewayThingID+json\nX-Kii-RequestID: vid-7 onboardings\n\n{"gatewayThingID":"th.1"}',
		dispatch: reply(200, endNode),
	});
	assert.ok(sent.reply.includes("\r\nX-Kii-RequestID:vid-7 onboardings\r\n"));
	assert.deepEqual(readAsAgent(sent.reply), { status: 200, requestID: "vid-7", body: endNode });
});

test("gateway agent: the connection of an end node", async () => {
	const tail = "things/th.1/end-nodes/th.2/connection";
	const payload =
		'PUT\nAuthorization: Bearer owner\nContent-type: application/json\nX-Kii-RequestID: vid updateConnection\n\n{"online":true}';
	const sent = await exchange({ tail, payload, dispatch: reply(204) });
	assert.equal(sent.path, tail);
	assert.deepEqual(readAsAgent(sent.reply), { status: 204, requestID: "vid", body: undefined });
});
