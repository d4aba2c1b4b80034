// A device on MQTT.js: onboards over MQTT, registers its state, waits for commands and reports their results.
//
//   node examples/device.mjs mqtt://localhost:1883 [appID:appKey] [vendorThingID] [thingPassword]
//
// The URL may also be mqtts://localhost:8883, ws://localhost:12470/mqtt or wss://localhost:12473/mqtt; for the secure ones
// let Node.js trust the emulator's CA: NODE_EXTRA_CA_CERTS=ca.pem (see GET /_emulator/ca.pem).
import mqtt from "mqtt";

const [
	url = "mqtt://localhost:1883",
	app = "emulator:emulator-key",
	vendorThingID = "device-1",
	thingPassword = "secret",
] = process.argv.slice(2);
const [appID, appKey] = app.split(":");
const scheme = new URL(url).protocol.slice(0, -1);
// Kii supports QoS 0 only, and keeps no session.
const always = { protocolVersion: 4, clean: true, reconnectPeriod: 0 };

/** Publishes an API request and waits for the reply: it comes on the topic of the request, without a subscription. */
async function call(client, topic, verb, headers, body) {
	const reply = new Promise((resolve) => {
		client.on("message", function onMessage(from, payload) {
			if (from !== topic) return;
			client.off("message", onMessage);
			resolve(payload.toString());
		});
	});
	const lines = [
		verb,
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		"",
		JSON.stringify(body),
	];
	client.publish(topic, lines.join("\r\n"));
	const text = await reply;
	const end = text.indexOf("\r\n\r\n");
	return { status: Number.parseInt(text, 10), body: text.slice(end + 4) };
}

/** Undefined for what is no JSON: a device outlives whatever is pushed to it. */
function parse(payload) {
	try {
		return JSON.parse(payload.toString());
	} catch {}
}

// 1. Onboarding, on the broker's first role: client ID "anonymous", the app's credentials.
const first = await mqtt.connectAsync(url, {
	...always,
	clientId: "anonymous",
	username: `type=oauth2&client_id=${appID}`,
	password: `client_secret=${appKey}`,
});
const onboarded = await call(
	first,
	`p/anonymous/thing-if/apps/${appID}/onboardings`,
	"POST",
	{ "Content-Type": "application/vnd.kii.OnboardingWithVendorThingIDByThing+json" },
	{ vendorThingID, thingPassword },
);
await first.endAsync();
if (onboarded.status !== 200) throw new Error(`onboarding failed: ${onboarded.status} ${onboarded.body}`);
const { accessToken, thingID, mqttEndpoint } = JSON.parse(onboarded.body);
console.log(`onboarded ${thingID}`);

// 2. The second role: where and as whom is what the reply says.
const { host, mqttTopic, username, password } = mqttEndpoint;
const port = { mqtt: "portTCP", mqtts: "portSSL", ws: "portWS", wss: "portWSS" }[scheme];
const path = scheme.startsWith("ws") ? "/mqtt" : "";
const device = await mqtt.connectAsync(`${scheme}://${host}:${mqttEndpoint[port]}${path}`, {
	...always,
	clientId: mqttTopic,
	username,
	password,
	keepalive: 60,
	// MQTT.js then subscribes again, too.
	reconnectPeriod: 2000,
});
device.on("error", (error) => console.log(`connection failed: ${error.message}`));
const target = `p/${mqttTopic}/thing-if/apps/${appID}/targets/thing:${thingID}`;
const authorization = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };

// 3. Commands arrive on the topic mqttTopic; each is answered with its results.
device.on("message", async (topic, payload) => {
	if (topic !== mqttTopic) return;
	const { commandID, actions } = parse(payload) ?? {};
	if (commandID === undefined || !Array.isArray(actions)) return;
	const actionResults = actions.map((action) => ({ [Object.keys(action)[0]]: { succeeded: true } }));
	const { status } = await call(
		device,
		`${target}/commands/${commandID}/action-results`,
		"PUT",
		{ ...authorization, "X-Kii-RequestID": commandID },
		{ actionResults },
	);
	console.log(`command ${commandID} answered ${status}`);
});
await device.subscribeAsync(mqttTopic, { qos: 0 });

const { status } = await call(device, `${target}/states`, "PUT", authorization, { power: false });
console.log(`state registered ${status}`);
console.log("waiting for commands");

process.once("SIGTERM", () => device.end());
process.once("SIGINT", () => device.end());
