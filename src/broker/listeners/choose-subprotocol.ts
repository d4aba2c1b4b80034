const known: ReadonlySet<string> = new Set(["mqtt", "mqttv3.1"]);

/** The first WebSocket subprotocol of `offered` that means MQTT here [MQTT-6.0.0-3], [MQTT-6.0.0-4]; `mqttv3.1` is that of 3.1. */
export function chooseSubprotocol(offered: Iterable<string>): string | undefined {
	for (const name of offered) if (known.has(name)) return name;
	return undefined;
}
