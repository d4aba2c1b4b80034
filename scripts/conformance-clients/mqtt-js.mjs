// A subscriber on MQTT.js with nothing but its defaults, and the credentials in its environment.
import mqtt from "mqtt";

const { KII_MQTT_URL, KII_MQTT_CLIENT_ID, KII_MQTT_USERNAME, KII_MQTT_PASSWORD, KII_MQTT_TOPIC } = process.env;
const client = mqtt.connect(KII_MQTT_URL, {
	clientId: KII_MQTT_CLIENT_ID,
	username: KII_MQTT_USERNAME,
	password: KII_MQTT_PASSWORD,
	keepalive: 5,
});
client.on("connect", () => client.subscribe(KII_MQTT_TOPIC));
client.on("error", (error) => console.error(error.message));
