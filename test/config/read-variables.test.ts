import assert from "node:assert/strict";
import { test } from "node:test";
import { readVariables } from "../../src/config/read-variables.ts";

test("variables are read, an empty one counts as not set", () => {
	const { settings, config } = readVariables({
		KII_EMULATOR_ADVERTISED_WSS_PORT: "443",
		KII_EMULATOR_HOST: "",
		KII_EMULATOR_CONFIG: "kii.json",
		HOST: "other",
	});
	assert.deepEqual(Object.fromEntries(settings), { advertisedWssPort: "443" });
	assert.equal(config, "kii.json");
	assert.equal(readVariables({ KII_EMULATOR_CONFIG: "" }).config, undefined);
});

test("an unknown variable is refused with a hint", () => {
	const message = "KII_EMULATOR_HTTPPORT: unknown variable; did you mean KII_EMULATOR_HTTP_PORT?";
	assert.throws(() => readVariables({ KII_EMULATOR_HTTPPORT: "1" }), { message, exitCode: 2 });
	assert.throws(() => readVariables({ KII_EMULATOR_CONFIQ: "f" }), { message: /did you mean KII_EMULATOR_CONFIG\?$/ });
});

test("the variables that Kubernetes makes for a service called kii-emulator are not ours", () => {
	const { settings } = readVariables({
		KII_EMULATOR_SERVICE_HOST: "10.0.0.1",
		KII_EMULATOR_SERVICE_PORT: "8080",
		KII_EMULATOR_SERVICE_PORT_MQTT: "1883",
		KII_EMULATOR_PORT: "tcp://10.0.0.1:8080",
		KII_EMULATOR_PORT_8080_TCP: "tcp://10.0.0.1:8080",
		KII_EMULATOR_PORT_8080_TCP_ADDR: "10.0.0.1",
	});
	assert.equal(settings.size, 0);
	assert.throws(() => readVariables({ KII_EMULATOR_PORT: "8080" }), { setting: "KII_EMULATOR_PORT" });
});

test("of an unknown variable what is alike is told, not what begins alike", () => {
	const messageOf = (variable: string) => {
		try {
			readVariables({ [variable]: "1" });
			return "";
		} catch (error) {
			return (error as Error).message;
		}
	};
	assert.match(messageOf("KII_EMULATOR_HTTP_PROT"), /unknown variable; did you mean KII_EMULATOR_HTTP_PORT\?$/);
	assert.match(messageOf("KII_EMULATOR_COLOUR"), /unknown variable; kii-emulator config lists the settings$/);
});
