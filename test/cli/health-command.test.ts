import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { run } from "./run.ts";

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
	const server = createServer(answer).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return String((server.address() as AddressInfo).port);
}

const healthy: RequestListener = ({ url }, response) =>
	response.writeHead(url === "/_emulator/health" ? 200 : 404).end("{}");

test("0 and the answer when the emulator is well", async (t) => {
	const port = await serve(t, healthy);
	const { code, stdout, stderr } = run(["health", "--http-port", port]);
	assert.deepEqual([await code, stdout, stderr], [0, ["{}\n"], []]);
});

test("the emulator is found by the settings it runs with, also where it listens on every address", async (t) => {
	const port = await serve(t, healthy);
	const env = { KII_EMULATOR_HOST: "0.0.0.0", KII_EMULATOR_HTTP_PORT: port };
	assert.equal(await run(["health"], { env }).code, 0);
});

test("a ports file says which port it really is", async (t) => {
	const port = await serve(t, healthy);
	const readFile = () => `{"http":${port}}`;
	assert.equal(await run(["health", "--ports-file=p", "--http-port=0"], { readFile }).code, 0);
});

test("--url goes before all settings", async (t) => {
	const port = await serve(t, healthy);
	assert.equal(await run(["health", "--http-port=1", "--url", `http://127.0.0.1:${port}/`]).code, 0);
});

test("1 when the emulator says that it is not well", async (t) => {
	const port = await serve(t, (_request, response) => response.writeHead(503).end('{"status":"closing"}'));
	const { code, stderr } = run(["health", "--http-port", port]);
	assert.equal(await code, 1);
	const line = `kii-emulator: http://127.0.0.1:${port}/_emulator/health is not healthy: status 503 {"status":"closing"}\n`;
	assert.deepEqual(stderr, [line]);
});

test("1 when nothing answers", async (t) => {
	const port = await serve(t, (request) => request.socket.destroy());
	const { code, stderr } = run(["health", "--http-port", port]);
	assert.equal(await code, 1);
	assert.match(stderr.join(""), /is not healthy: socket hang up\n$/);
});

for (const [args, reason] of [
	[
		["--http-port=0"],
		/^kii-emulator: http-port: is 0, any free one: --url or --ports-file must say which one it became/,
	],
	[["--ports-file=p"], /^kii-emulator: ports-file: the emulator is not ready: cannot read p: no such file/],
	[["--url=localhost:8080"], /^kii-emulator: --url: "localhost:8080" is not an http:\/\/ URL\n$/],
	[["--qos=2"], /^kii-emulator: qos: /],
] as const) {
	test(`1, as a container's health check wants it, for ${args}`, async () => {
		const { code, stderr } = run(["health", ...args]);
		assert.equal(await code, 1);
		assert.match(stderr.join(""), reason);
	});
}
