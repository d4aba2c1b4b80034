import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createEmulator, type EmulatorOptions, SettingError } from "../../src/index.ts";

async function refusal(options: EmulatorOptions): Promise<SettingError> {
	try {
		await using emulator = await createEmulator(options);
		assert.fail(`started on ${emulator.url}`);
	} catch (error) {
		assert.ok(error instanceof SettingError, String(error));
		assert.doesNotMatch(error.message, /\n/);
		return error;
	}
}

test("a port in use names its setting, whichever listener it is", async () => {
	const holder = createServer().listen(0, "127.0.0.1");
	await once(holder, "listening");
	const { port } = holder.address() as AddressInfo;
	for (const setting of ["httpPort", "httpsPort", "mqttPort", "mqttsPort", "wsPort", "wssPort"] as const) {
		const error = await refusal({ [setting]: port });
		assert.equal(error.setting, setting.replace("Port", "-port"));
		assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port} is in use`));
		assert.equal(error.exitCode, 1);
	}
	holder.close();
});

test("an address that this machine does not have", async () => {
	const error = await refusal({ host: "192.0.2.1" });
	assert.equal(error.setting, "host");
});

test("an option that does not exist, with a hint; a value that cannot be", async () => {
	const misspelt = await refusal({ mqtPort: 1883 } as EmulatorOptions);
	assert.match(misspelt.message, /mqtPort.*did you mean mqttPort/);
	assert.equal((await refusal({ mqttPort: 65_536 })).setting, "mqtt-port");
	assert.equal((await refusal({ qos: "never" } as unknown as EmulatorOptions)).setting, "qos");
});

test("the ports file is the command's: it is refused, not ignored", async () => {
	const error = await refusal({ portsFile: "ports.json" } as EmulatorOptions);
	assert.equal(error.setting, "ports-file");
	assert.match(error.message, /emulator\.ports/);
});

test("a data folder that is a file, a certificate that is none", async (t) => {
	const folder = await mkdtemp(join(tmpdir(), "kii-emulator-test-"));
	t.after(() => rm(folder, { recursive: true }));
	const file = join(folder, "file");
	writeFileSync(file, "no certificate");
	assert.equal((await refusal({ dataDir: file })).setting, "data-dir");
	assert.equal((await refusal({ tlsCert: file, tlsKey: file })).setting, "tls-cert");
	assert.equal((await refusal({ tlsCert: join(folder, "none"), tlsKey: file })).setting, "tls-cert");
});
