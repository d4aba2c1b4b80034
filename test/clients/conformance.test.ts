// mosquitto_sub through some conformance cases, in real time. Skipped where it is not installed, unless
// REQUIRE_REAL_CLIENTS is set, as in CI.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { runConformance } from "../../src/index.ts";

const installed = spawnSync("mosquitto_sub", ["--help"]).error === undefined;
const skip = !installed && process.env.REQUIRE_REAL_CLIENTS === undefined && "mosquitto-clients is not installed";

const anyPort = { httpPort: 0, httpsPort: 0, mqttPort: 0, mqttsPort: 0, wsPort: 0, wssPort: 0 };
const subscriber =
	'exec mosquitto_sub -h $KII_MQTT_HOST -p $KII_MQTT_PORT -i $KII_MQTT_CLIENT_ID -u "$KII_MQTT_USERNAME" -P "$KII_MQTT_PASSWORD" -t $KII_MQTT_TOPIC';

async function verdicts(command: string, transport: "tcp" | "tls", cases: readonly string[]) {
	const { results } = await runConformance({ command, transport, cases, abilities: ["reconnects"], emulator: anyPort });
	return results.map(({ case: { id }, judgement: { verdict, reason } }) => `${id}: ${verdict}: ${reason}`);
}

test("mosquitto_sub passes cases of connecting over TCP", { skip }, async () => {
	assert.deepEqual(
		(await verdicts(subscriber, "tcp", ["connecting-protocol", "connecting-clean-session", "qos-subscribe"])).map(
			(line) => line.split(": ", 2).join(": "),
		),
		["connecting-clean-session: pass", "connecting-protocol: pass", "qos-subscribe: pass"],
	);
});

test("mosquitto_sub refuses a certificate of a stranger by an alert, and not when it is told to", {
	skip,
}, async () => {
	const cases = ["tls-connects", "tls-refuses-untrusted"];
	// At once, because they are in real time.
	const [[connects, refuses], [careless]] = await Promise.all([
		verdicts(`${subscriber} --cafile "$KII_CA_FILE"`, "tls", cases),
		verdicts(`${subscriber} --cafile "$KII_CA_FILE" --insecure`, "tls", ["tls-refuses-wrong-name"]),
	]);
	assert.match(connects ?? "", /^tls-connects: pass: TLSv1\.[23]/);
	assert.match(refuses ?? "", /^tls-refuses-untrusted: pass: it refused by the alert "(unknown ca|bad certificate)"/);
	assert.match(careless ?? "", /^tls-refuses-wrong-name: fail: it accepted/);
});
