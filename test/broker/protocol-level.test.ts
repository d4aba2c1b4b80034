import assert from "node:assert/strict";
import { test } from "node:test";
import { startBroker } from "./broker-fixture.ts";
import { packet } from "./bytes.ts";

const rest = "c2 00 3c 00 07 'topic-a' 00 04 'user' 00 08 'password'";

const accepted = {
	"MQTT 3.1.1": "00 04 'MQTT' 04",
	"MQTT 3.1": "00 06 'MQIsdp' 03",
};

for (const [name, header] of Object.entries(accepted)) {
	test(`${name} is accepted`, async (t) => {
		const { open } = await startBroker(t);
		const client = open();
		client.send(packet(0x10, `${header} ${rest}`));
		assert.deepEqual(await client.next().then(() => client.chunks), [packet(0x20, "00 00")]);
	});
}

const refused = {
	"level 5, whose CONNECT has properties":
		"00 04 'MQTT' 05 c2 00 3c 05 11 00 00 00 0a 00 07 'topic-a' 00 04 'user' 00 08 'password'",
	"level 6": `00 04 'MQTT' 06 ${rest}`,
	"level 2": `00 04 'MQTT' 02 ${rest}`,
	"level 0": `00 04 'MQTT' 00 ${rest}`,
	"level 4 of a bridge": `00 04 'MQTT' 84 ${rest}`,
	"MQTT at level 3": `00 04 'MQTT' 03 ${rest}`,
	"MQIsdp at level 4": `00 06 'MQIsdp' 04 ${rest}`,
};

for (const [name, connect] of Object.entries(refused)) {
	test(`[MQTT-3.1.2-2] ${name} gets return code 1, then the connection is closed`, async (t) => {
		const { open, log } = await startBroker(t);
		const client = open();
		client.send(packet(0x10, connect));
		await client.closed;
		assert.deepEqual(client.chunks, [packet(0x20, "00 01")]);
		assert.deepEqual(
			log.warnings.map(({ clause }) => clause),
			["MQTT-3.1.2-2"],
		);
	});
}
