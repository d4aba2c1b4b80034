// A subscriber on Eclipse Paho for JavaScript, which is made for browsers: Node has the rest of one here.
import { createRequire } from "node:module";
import { WebSocket } from "ws";

const { KII_MQTT_URL, KII_MQTT_CLIENT_ID, KII_MQTT_USERNAME, KII_MQTT_PASSWORD, KII_MQTT_TOPIC } = process.env;
const kept = new Map();
const localStorage = {
	getItem: (key) => kept.get(key) ?? null,
	setItem: (key, value) => void kept.set(key, value),
	removeItem: (key) => void kept.delete(key),
	key: (index) => [...kept.keys()][index] ?? null,
	get length() {
		return kept.size;
	},
};
Object.assign(globalThis, { WebSocket, localStorage, window: globalThis });
const { Client } = createRequire(import.meta.url)("paho-mqtt");
const client = new Client(KII_MQTT_URL, KII_MQTT_CLIENT_ID);
client.onConnected = () => client.subscribe(KII_MQTT_TOPIC);
client.connect({
	userName: KII_MQTT_USERNAME,
	password: KII_MQTT_PASSWORD,
	keepAliveInterval: 5,
	mqttVersion: 4,
	mqttVersionExplicit: true,
	reconnect: true,
});
