import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFlags } from "../../src/config.ts";

test("every form of a flag", () => {
	const { settings, positionals } = parseFlags(["--http-port", "1", "--host=::1", "word", "--check-app-key"]);
	assert.deepEqual(Object.fromEntries(settings), { httpPort: "1", host: "::1", checkAppKey: "true" });
	assert.deepEqual(positionals, ["word"]);
});

test("a switch is turned off by --no- or by a value", () => {
	assert.equal(parseFlags(["--no-check-app-key"]).settings.get("checkAppKey"), "false");
	assert.equal(parseFlags(["--check-app-key=false"]).settings.get("checkAppKey"), "false");
	assert.throws(() => parseFlags(["--no-http-port"]), {
		message: "--no-http-port: unknown flag; did you mean --http-port?",
	});
});

test("of a flag given twice the last counts, a repeatable one collects", () => {
	const { settings } = parseFlags(["--qos", "silent", "--app", "a:b", "--qos", "reject", "--app", "c:d"]);
	assert.equal(settings.get("qos"), "reject");
	assert.equal(settings.get("app"), "a:b,c:d");
});

test("a command's own flags, and --config, are kept apart from the settings", () => {
	const own = { json: { type: "boolean" }, url: { type: "string", short: "u" } } as const;
	const flags = parseFlags(["--json", "-u", "http://h", "--config", "f.json"], own);
	assert.deepEqual(Object.fromEntries(flags.own), { json: "true", url: "http://h" });
	assert.equal(flags.config, "f.json");
	assert.equal(flags.settings.size, 0);
	assert.throws(() => parseFlags(["--json"]), { setting: "--json", exitCode: 2 });
});

test("an unknown flag is refused with a hint", () => {
	assert.throws(() => parseFlags(["--htp-port", "1"]), {
		message: "--htp-port: unknown flag; did you mean --http-port?",
	});
	assert.throws(() => parseFlags(["--httpPort", "1"]), {
		message: "--httpPort: unknown flag; did you mean --http-port?",
	});
	assert.throws(() => parseFlags(["--constructor"]), { message: /^--constructor: unknown flag/ });
	assert.throws(() => parseFlags(["-x"]), {
		message: "-x: unknown flag; kii-emulator --help lists them",
	});
	assert.throws(() => parseFlags(["--foo"]), { message: "--foo: unknown flag; kii-emulator --help lists them" });
	assert.throws(() => parseFlags(["-p"]), { message: "-p: unknown flag; kii-emulator --help lists them" });
	assert.throws(() => parseFlags(["--qus=x"]), { message: "--qus: unknown flag; did you mean --qos?" });
});

test("a flag does not take the next flag for its value", () => {
	const message = "--http-port: needs a value (one that starts with a dash: --http-port=VALUE)";
	assert.throws(() => parseFlags(["--http-port", "--host", "h"]), { message });
	assert.throws(() => parseFlags(["--http-port"]), { message });
	assert.equal(parseFlags(["--ports-file=-odd"]).settings.get("portsFile"), "-odd");
});
