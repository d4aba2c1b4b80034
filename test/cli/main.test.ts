import assert from "node:assert/strict";
import { test } from "node:test";
import { describeSettings, SettingError } from "../../src/config.ts";
import { version } from "../../src/version.ts";
import { run, running } from "./run.ts";

for (const args of [["help"], ["--help"], ["-h"], ["start", "--help"], ["nonsense", "-h"]]) {
	test(`${args.join(" ")} shows every command and setting`, async () => {
		const { code, stdout } = run(args);
		assert.equal(await code, 0);
		const text = stdout.join("");
		for (const word of ["start", "health", "config", "--config FILE", ...describeSettings().map(({ flag }) => flag)])
			assert.ok(text.includes(`\n  ${word} `), word);
		assert.match(text, /--qos MODE .*\(acknowledge, silent, reject\) \[acknowledge\]/);
	});
}

test("help is shown even when a setting is wrong", async () => {
	assert.equal(await run(["--help", "--http-port=x"], { env: { KII_EMULATOR_X: "1" } }).code, 0);
});

test("--version shows the version", async () => {
	const { code, stdout } = run(["--version"]);
	assert.deepEqual([await code, stdout], [0, [`${version}\n`]]);
});

test("without a command the emulator starts, with the settings given", async () => {
	for (const args of [
		["--http-port", "7"],
		["start", "--http-port", "7"],
	]) {
		let port = 0;
		const { code, process } = run(args, {
			start: async ({ httpPort }) => {
				port = httpPort;
				return running;
			},
		});
		process.emit("SIGTERM", "SIGTERM");
		assert.deepEqual([await code, port], [0, 7]);
	}
});

for (const [args, env, line] of [
	[["strat"], {}, '"strat": unknown command; did you mean start?'],
	[["start", "now"], {}, '"now": is neither a flag nor the value of one'],
	[["dataDir"], {}, '"dataDir": unknown command; there are start, conform, health, env, config, help'],
	[["constructor"], {}, '"constructor": unknown command; there are start, conform, health, env, config, help'],
	[["--htp-port=1"], {}, "--htp-port: unknown flag; did you mean --http-port?"],
	[
		["--http-port=x"],
		{},
		'http-port: "x" is not a whole number from 0 to 65535 (from the flag --http-port; its variable is KII_EMULATOR_HTTP_PORT)',
	],
	[
		[],
		{ KII_EMULATOR_QOS: "1" },
		'qos: "1" is none of acknowledge, silent, reject (from the variable KII_EMULATOR_QOS; its flag is --qos)',
	],
	[["--config=f"], {}, "config: cannot read f: no such file, f (flag --config, variable KII_EMULATOR_CONFIG)"],
] as const) {
	test(`${JSON.stringify(args)} ${JSON.stringify(env)} is one line and exit code 2`, async () => {
		const { code, stdout, stderr } = run(args, { env });
		assert.deepEqual([await code, stdout, stderr], [2, [], [`kii-emulator: ${line}\n`]]);
	});
}

test("what the emulator refuses is one line that says where the setting came from, with its exit code", async () => {
	const start = async () => {
		throw new SettingError("mqttPort", "127.0.0.1:1883\nis in use", { exitCode: 1 });
	};
	const refused = async (args: string[], readFile = () => "{}") => {
		const { code, stdout, stderr } = run(args, { start, readFile });
		assert.deepEqual([await code, stdout], [1, []]);
		return stderr;
	};
	const line = "kii-emulator: mqtt-port: 127.0.0.1:1883 is in use";
	assert.deepEqual(await refused([]), [
		`${line} (the default; its flag is --mqtt-port, its variable KII_EMULATOR_MQTT_PORT)\n`,
	]);
	assert.deepEqual(await refused(["--config=f"], () => '{"mqtt-port":1883}'), [
		`${line} (from the file f; its flag is --mqtt-port, its variable KII_EMULATOR_MQTT_PORT)\n`,
	]);
});

test("a fault of ours is one line with its stack and exit code 70", async () => {
	const { code, stderr } = run([], { start: () => Promise.reject(new TypeError("boom")) });
	assert.equal(await code, 70);
	assert.equal(stderr.length, 1);
	assert.match(stderr[0] ?? "", /^kii-emulator: internal error: TypeError: boom at [^\n]+\n$/);
});
