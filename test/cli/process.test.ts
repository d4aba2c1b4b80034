import assert from "node:assert/strict";
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { watch } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { linesOf, terminate } from "../helpers/lines.ts";

const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
const freePorts = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);
const ready = /^kii-emulator ready: /;

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
	const ours = Object.entries(process.env).filter(([name]) => !/^(KII_EMULATOR_|npm_)/.test(name));
	return { ...Object.fromEntries(ours), ...more };
}

function run(t: TestContext, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
	const child = spawn(process.execPath, [cli, ...args], {
		env: environment(),
		stdio: ["ignore", "pipe", "pipe"],
		...options,
	});
	t.after(() => child.kill("SIGKILL"));
	return child;
}

function folder(t: TestContext): string {
	const made = mkdtempSync(join(tmpdir(), "kii-emulator-"));
	t.after(() => rmSync(made, { recursive: true }));
	return made;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
	let stderr = "";
	child.stderr?.setEncoding("utf8").on("data", (text) => {
		stderr += text;
	});
	const [code] = await once(child, "close");
	return { code, stderr };
}

test("one ready line with the real ports, which accept; SIGTERM ends it with 0", async (t) => {
	const portsFile = join(folder(t), "ports.json");
	const child = run(t, ["start", ...freePorts, "--ports-file", portsFile]);
	const lines = linesOf(child);
	const line = await lines.waitFor(ready);
	const ports = JSON.parse(readFileSync(portsFile, "utf8"));
	const url = (scheme: string, port: number, path = "") => `${scheme}=${scheme}://127.0.0.1:${port}${path}`;
	assert.equal(
		line,
		`kii-emulator ready: ${[
			url("http", ports.http),
			url("https", ports.https),
			url("mqtt", ports.tcp),
			url("mqtts", ports.tls),
			url("ws", ports.ws, "/mqtt"),
			url("wss", ports.wss, "/mqtt"),
		].join(" ")}`,
	);
	const healthy = run(t, ["health", "--ports-file", portsFile]);
	assert.deepEqual(await ended(healthy), { code: 0, stderr: "" });

	assert.equal(await terminate(child), 0);
	assert.deepEqual(lines.all, [line]);
	assert.equal(existsSync(portsFile), false);
});

test("a port in use is one line on the standard error and exit code 1", async (t) => {
	const taken = createServer().listen(0, "127.0.0.1");
	t.after(() => taken.close());
	await once(taken, "listening");
	const { port } = taken.address() as AddressInfo;
	const { code, stderr } = await ended(run(t, [...freePorts, `--wss-port=${port}`, "--log-level=silent"]));
	assert.equal(code, 1);
	assert.match(
		stderr,
		new RegExp(`^kii-emulator: wss-port: .*127\\.0\\.0\\.1:${port} [^\\n]+KII_EMULATOR_WSS_PORT\\)\\n$`),
	);
});

test("who reads its output may leave", async (t) => {
	const watched = folder(t);
	const written = watch(watched)[Symbol.asyncIterator]();
	// Watching begins with the first call.
	let event = written.next();
	const child = run(t, [...freePorts, "--ports-file", join(watched, "ports.json")]);
	child.stdout?.destroy();
	child.stderr?.destroy();
	while ((await event).value.filename !== "ports.json") event = written.next();
	await written.return?.();
	assert.equal(await terminate(child), 0);
});

test("under its own npm script it ends with the shell that npm started it in", {
	skip: process.platform === "win32",
}, async (t) => {
	const env = environment({ npm_package_name: "kii-emulator", npm_lifecycle_event: "start" });
	const command = `"$0" "$@" & echo "pid=$!"; wait`;
	const shell = spawn("sh", ["-c", command, process.execPath, cli, ...freePorts], {
		env,
		stdio: ["ignore", "pipe", "inherit"],
	});
	const lines = linesOf(shell);
	const pid = Number((await lines.waitFor(/^pid=/)).slice(4));
	t.after(() => {
		try {
			process.kill(pid, "SIGKILL");
		} catch {}
	});
	await lines.waitFor(ready);
	shell.kill("SIGKILL");
	// Its output closes when the last process that holds it has ended.
	await once(shell, "close");
});

test("a full disk below the log costs log lines only", { skip: !existsSync("/dev/full") }, async (t) => {
	// Of what writes it: one process for each is started at once, and one packet is enough for a line.
	await Promise.all(
		["json", "pretty"].map(async (format) => {
			const full = openSync("/dev/full", "w");
			t.after(() => closeSync(full));
			const portsFile = join(folder(t), "ports.json");
			const args = ["start", ...freePorts, "--ports-file", portsFile, "--log-level", "debug", "--log-format", format];
			const child = run(t, args, { stdio: ["ignore", "pipe", full] });
			await linesOf(child).waitFor(ready);
			const { tcp } = JSON.parse(readFileSync(portsFile, "utf8"));
			// What is no MQTT is logged, and then disconnected.
			const socket = connect(tcp, "127.0.0.1").resume();
			socket.write("no MQTT");
			await once(socket, "close");
			assert.equal(await terminate(child), 0, format);
		}),
	);
});
