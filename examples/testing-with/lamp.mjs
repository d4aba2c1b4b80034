// The program under test in these examples: a lamp on MQTT.js. It introduces itself over HTTP, connects with what it is told, and
// switches itself when a command says so.
import mqtt from "mqtt";

export async function startLamp({ api, appID, appKey, vendorThingID, thingPassword }) {
	const response = await fetch(`${api}/thing-if/apps/${appID}/onboardings`, {
		method: "POST",
		headers: {
			authorization: `Basic ${btoa(`${appID}:${appKey}`)}`,
			"content-type": "application/vnd.kii.OnboardingWithVendorThingIDByThing+json",
		},
		body: JSON.stringify({ vendorThingID, thingPassword }),
	});
	if (!response.ok) throw new Error(`onboarding failed: ${response.status} ${await response.text()}`);
	const { thingID, accessToken, mqttEndpoint } = await response.json();
	const { host, portTCP, mqttTopic, username, password } = mqttEndpoint;
	const client = await mqtt.connectAsync(`mqtt://${host}:${portTCP}`, { clientId: mqttTopic, username, password });
	const target = `p/${mqttTopic}/thing-if/apps/${appID}/targets/thing:${thingID}`;
	const call = (path, body) => {
		const head = `PUT\r\nContent-Type: application/json\r\nAuthorization: Bearer ${accessToken}\r\n\r\n`;
		return client.publishAsync(`${target}${path}`, head + JSON.stringify(body));
	};
	client.on("message", async (topic, payload) => {
		if (topic !== mqttTopic) return;
		const { commandID, actions } = JSON.parse(payload.toString());
		for (const { turnPower } of actions) {
			await call("/states", { power: turnPower });
			await call(`/commands/${commandID}/action-results`, { actionResults: [{ turnPower: { succeeded: true } }] });
		}
	});
	await client.subscribeAsync(mqttTopic, { qos: 0 });
	return { thingID, stop: () => client.endAsync() };
}
