// What the documentation tells to type in a shell is typed here, each page as one session with an emulator of its own. A block that needs
// what a test cannot have says so: <!-- not run by the tests: why -->.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { createEmulator, type Emulator } from "../../src/index.ts";

/** What starts a device program has tests of its own. */
const others = ["docs/conformance.md"];

const pages = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter(
	(name) => name.endsWith(".md") && !others.includes(name),
);

/** The blocks of a page that are to be run, in their order. */
function blocksOf(page: string): string[] {
	const all = readFileSync(page, "utf8").matchAll(/(<!-- not run by the tests: [^\n]+ -->\n)?```sh\n([\s\S]*?)^```/gm);
	return [...all].filter(([, marker]) => marker === undefined).map(([, , block = ""]) => block);
}

/** A session: every command must succeed, every call be answered with a status below 400. */
function session(blocks: readonly string[], { ports }: Emulator): string {
	const port: Record<string, number> = {
		8080: ports.http,
		1883: ports.tcp,
		8883: ports.tls,
		12470: ports.ws,
		12473: ports.wss,
	};
	const commands = blocks.join("\n").replace(/(localhost:|-p )(8080|1883|8883|12470|12473)\b/g, (_, before, known) => {
		return `${before}${port[known]}`;
	});
	return `
set -e -m -o pipefail
trap 'for job in $(jobs -p); do kill -- -$job; done' EXIT
curl() { command curl --fail-with-body "$@"; }
mosquitto_pub() { command mosquitto_pub -h localhost -p ${ports.tcp} "$@"; }
# What would listen until Ctrl-C, at the end of a block, ends when it has subscribed.
mosquitto_sub() {
	case " $* " in *" --cafile "*) set -- "$@" -E ;; esac
	command mosquitto_sub -h localhost -p ${ports.tcp} "$@"
}
${commands}
`;
}

for (const page of pages.filter((each) => blocksOf(each).length > 0)) {
	test(`the commands of ${page} work`, { skip: skipping() }, async (t) => {
		const emulator = await createEmulator();
		t.after(() => emulator.close());
		const folder = mkdtempSync(join(tmpdir(), "kii-emulator-test-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const shell = spawn("bash", ["-c", session(blocksOf(page), emulator)], {
			cwd: folder,
			stdio: ["ignore", "pipe", "pipe"],
		});
		t.after(() => shell.kill("SIGKILL"));
		const [output, errors, [code]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, "exit")]);
		assert.equal(code, 0, `${output}\n${errors}`);
		assert.doesNotMatch(output, /"errorCode"/);
	});
}

test("the first answer that the README shows has the fields of the real one", async (t) => {
	const emulator = await createEmulator();
	t.after(() => emulator.close());
	const [first = ""] = blocksOf("README.md");
	const shell = spawn("bash", ["-c", session([first], emulator)], { stdio: ["ignore", "pipe", "inherit"] });
	const answer = JSON.parse(await text(shell.stdout));
	const [, shown = ""] = /```json\n(\{"accessToken"[\s\S]*?)```/.exec(readFileSync("README.md", "utf8")) ?? [];
	const wanted = JSON.parse(shown);
	assert.deepEqual(Object.keys(answer).sort(), Object.keys(wanted).sort());
	assert.deepEqual(Object.keys(answer.mqttEndpoint).sort(), Object.keys(wanted.mqttEndpoint).sort());
});

/** In CI all of them are there. */
function skipping(): string | false {
	if (process.env.REQUIRE_REAL_CLIENTS !== undefined) return false;
	const missing = ["bash", "curl", "jq", "mosquitto_sub"].filter((name) => spawnSync(name, ["--help"]).error);
	return missing.length > 0 && `${missing.join(", ")} not installed`;
}
