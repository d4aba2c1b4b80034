import assert from "node:assert/strict";
import { test } from "node:test";
import { openMqttSession } from "../../src/core/mqtt-session.ts";
import { createThingApi, kii, type ThingApi } from "./thing-api.ts";

async function endpointPath({ call }: ThingApi): Promise<string> {
	const { installationID } = (await call("thing", "POST", "/installations", { deviceType: "MQTT" })).json();
	return `/installations/${installationID}/mqtt-endpoint`;
}

test("the time that is left stands in header and body; past it there is another endpoint", async () => {
	const api = await createThingApi({ endpointTtl: 60 });
	const path = await endpointPath(api);
	const get = async () => {
		const reply = await api.call("thing", "GET", path);
		assert.equal(reply.headers["content-type"], `${kii("MQTTEndpointResponse")};charset=UTF-8`);
		const endpoint = reply.json();
		assert.equal(reply.headers["x-mqtt-ttl"], String(endpoint["X-MQTT-TTL"]));
		return endpoint;
	};
	const first = await get();
	assert.equal(first["X-MQTT-TTL"], 60);
	await api.core.clock.advance(20_500);
	assert.deepEqual(await get(), { ...first, "X-MQTT-TTL": 39 });
	await api.core.clock.advance(39_500);
	const second = await get();
	assert.equal(second["X-MQTT-TTL"], 60);
	assert.equal(second.installationID, first.installationID);
	for (const key of ["mqttTopic", "username", "password"]) assert.notEqual(second[key], first[key]);
	const connect = async ({ mqttTopic: clientID, username, password }: Record<string, string>) =>
		(await openMqttSession(api.core, { clientID: clientID ?? "", username, password })).kind;
	assert.deepEqual([await connect(first), await connect(second)], ["refused", "endpoint"]);
});

test("not ready: 503 with the keys of a recorded one, so often as the setting says", async () => {
	const api = await createThingApi({ endpointNotReady: 2 });
	const path = await endpointPath(api);
	const installationID = path.split("/")[2];
	for (let call = 0; call < 2; call++) {
		const reply = await api.call("thing", "GET", path);
		assert.equal(reply.statusCode, 503);
		assert.equal(reply.headers["retry-after"], "1");
		assert.equal(reply.headers["content-type"], `${kii("MqttEndpointNotReadyException")};charset=UTF-8`);
		assert.deepEqual(reply.json(), {
			errorCode: "MQTT_ENDPOINT_NOT_READY",
			message: `MQTT endpoint for  ${installationID} is not ready. Please try again later.`,
			installationID,
			appID: "emulator",
		});
	}
	const ready = await api.call("thing", "GET", path);
	assert.equal(ready.statusCode, 200);
	assert.equal(ready.headers["retry-after"], undefined);
});

test("that an endpoint is not ready is no fault in the log", async () => {
	const errors: string[] = [];
	const api = await createThingApi({ endpointNotReady: 1 }, { error: (_, message) => void errors.push(message) });
	assert.equal((await api.call("thing", "GET", await endpointPath(api))).statusCode, 503);
	assert.deepEqual(errors, []);
});

test("the owners of the thing and the administrator get it, too; nobody else", async () => {
	const api = await createThingApi();
	const path = await endpointPath(api);
	const { mqttTopic } = (await api.call("thing", "GET", path)).json();
	for (const caller of ["owner", "admin"] as const) {
		assert.equal((await api.call(caller, "GET", path)).json().mqttTopic, mqttTopic);
	}
	for (const caller of ["stranger", "other thing", "anonymous", "nobody"] as const) {
		assert.equal((await api.call(caller, "GET", path)).statusCode, 401, caller);
	}
	assert.equal(
		(await api.call("admin", "GET", "/installations/none/mqtt-endpoint")).json().errorCode,
		"INSTALLATION_NOT_FOUND",
	);
});
