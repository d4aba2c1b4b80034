import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../src/cli.js", import.meta.url));
const freePorts = ["http", "https", "mqtt", "mqtts", "ws", "wss"].map((name) => `--${name}-port=0`);

test("file descriptors running out: the emulator lives, says what to do, and serves who is there", async (t) => {
	if (process.platform !== "linux") return t.skip("the limit is known on Linux only");
	const child = spawn("sh", ["-c", 'ulimit -n 512; exec "$@"', "sh", process.execPath, cli, "start", ...freePorts], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	t.after(() => child.kill("SIGKILL"));
	let log = "";
	child.stderr.setEncoding("utf8").on("data", (text) => {
		log += text;
	});
	const [ready] = await once(createInterface(child.stdout), "line");
	const port = Number(/mqtt:\/\/[^:]+:(\d+)/.exec(ready)?.[1]);
	const http = /http:\/\/[^\s,]+/.exec(ready)?.[0];

	const sockets: Socket[] = [];
	t.after(() => {
		for (const socket of sockets) socket.destroy();
	});
	const open = async () => {
		const socket = connect(port, "127.0.0.1");
		socket.on("error", () => {}).resume();
		sockets.push(socket);
		await once(socket, "connect");
		return socket;
	};
	for (let count = 0; count < 560; count++) await open();
	// (Node itself needs a few hundred to load its modules.) Those behind the limit are closed; the first ones stay.
	await Promise.all(sockets.slice(500).map((socket) => socket.closed || once(socket, "close")));
	assert.equal(sockets[0]?.destroyed, false);
	assert.match(log, /connection refused: \d+ of the 512 files that this process may have open are in use: raise/);

	for (const socket of sockets) socket.destroy();
	// As soon as the emulator has seen that they are gone, it takes others.
	for (let status = 0; status !== 200; ) {
		status = await fetch(`${http}/_emulator/health`).then(
			(reply) => reply.status,
			() => 0,
		);
	}
	assert.equal(child.exitCode, null);
});
