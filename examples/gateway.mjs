// A gateway with two end nodes on MQTT.js: everything over MQTT, with the token of their owner for the onboardings.
//
//   node examples/gateway.mjs mqtt://localhost:1883 userID userToken [appID:appKey] [vendorThingID] [thingPassword]
//
// The end nodes (say, radio lamps) have no connection of their own: the gateway registers their states, receives their
// commands, and reports the results.
import mqtt from "mqtt";

const [
	url = "mqtt://localhost:1883",
	userID,
	userToken,
	app = "emulator:emulator-key",
	vendorThingID = "gateway-1",
	thingPassword = "secret",
] = process.argv.slice(2);
const [appID, appKey] = app.split(":");
const owner = `user:${userID}`;
const scheme = new URL(url).protocol.slice(0, -1);
const always = { protocolVersion: 4, clean: true, reconnectPeriod: 0 };

/** Publishes an API request and waits for the reply: it comes on the topic of the request, without a subscription. */
async function call(client, topic, verb, token, body, type = "application/json") {
	const reply = new Promise((resolve) => {
		client.on("message", function onMessage(from, payload) {
			if (from !== topic) return;
			client.off("message", onMessage);
			resolve(payload.toString());
		});
	});
	const head = [verb, `Authorization: Bearer ${token}`, `Content-Type: ${type}`];
	client.publish(topic, [...head, "", JSON.stringify(body)].join("\r\n"));
	const text = await reply;
	const status = Number.parseInt(text, 10);
	const end = text.indexOf("\r\n\r\n");
	const content = text.slice(end + 4);
	if (status >= 300) throw new Error(`${verb} ${topic} failed: ${status} ${content}`);
	return content === "" ? undefined : JSON.parse(content);
}

// 1. The owner makes the gateway known: on the broker's first role, whose client ID is "anonymous".
const first = await mqtt.connectAsync(url, {
	...always,
	clientId: "anonymous",
	username: `type=oauth2&client_id=${appID}`,
	password: `client_secret=${appKey}`,
});
const gateway = await call(
	first,
	`p/anonymous/thing-if/apps/${appID}/onboardings`,
	"POST",
	userToken,
	{ vendorThingID, thingPassword, owner, layoutPosition: "GATEWAY" },
	"application/vnd.kii.OnboardingWithVendorThingIDByOwner+json",
);
await first.endAsync();
console.log(`onboarded ${gateway.thingID}`);

// 2. The second role, as the gateway.
const { host, mqttTopic, username, password } = gateway.mqttEndpoint;
const port = { mqtt: "portTCP", mqtts: "portSSL", ws: "portWS", wss: "portWSS" }[scheme];
const path = scheme.startsWith("ws") ? "/mqtt" : "";
const client = await mqtt.connectAsync(`${scheme}://${host}:${gateway.mqttEndpoint[port]}${path}`, {
	...always,
	clientId: mqttTopic,
	username,
	password,
	keepalive: 60,
});
const api = `p/${mqttTopic}/thing-if/apps/${appID}`;

// 3. Commands for an end node arrive on the gateway's topic; `target` says for which. Listen before there is one.
const endNodes = new Map();
client.on("message", async (topic, payload) => {
	if (topic !== mqttTopic) return;
	const { commandID, actions, target } = JSON.parse(payload.toString());
	const endNode = endNodes.get(target);
	if (commandID === undefined || endNode === undefined) return;
	for (const action of actions) Object.assign(endNode.state, Object.values(action)[0]);
	const actionResults = actions.map((action) => ({ [Object.keys(action)[0]]: { succeeded: true } }));
	await call(client, `${api}/targets/${target}/commands/${commandID}/action-results`, "PUT", endNode.token, {
		actionResults,
	});
	await call(client, `${api}/targets/${target}/states`, "PUT", endNode.token, endNode.state);
	console.log(`${endNode.name} executed ${commandID}`);
});
await client.subscribeAsync(mqttTopic, { qos: 0 });

// 4. The end nodes: onboarded with the owner's token, then with their own.
for (const name of [`${vendorThingID}-lamp-1`, `${vendorThingID}-lamp-2`]) {
	const { endNodeThingID, accessToken: token } = await call(
		client,
		`${api}/onboardings`,
		"POST",
		userToken,
		{ gatewayThingID: gateway.thingID, endNodeVendorThingID: name, endNodePassword: thingPassword, owner },
		"application/vnd.kii.OnboardingEndNodeWithGatewayThingID+json",
	);
	const target = `thing:${endNodeThingID}`;
	const state = { power: false };
	endNodes.set(target, { name, token, state });
	const connection = `${api}/things/${gateway.thingID}/end-nodes/${endNodeThingID}/connection`;
	await call(client, connection, "PUT", gateway.accessToken, { online: true });
	await call(client, `${api}/targets/${target}/states`, "PUT", token, state);
	console.log(`${name} is ${endNodeThingID}`);
}
console.log("waiting for commands");

process.once("SIGTERM", () => client.end());
process.once("SIGINT", () => client.end());
