import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { createEmulator, type EmulatorOptions } from "../../src/index.ts";
import { packet } from "../broker/bytes.ts";
import { recordLog } from "../broker/record-log.ts";

const listeners = ["http", "https", "tcp", "tls", "ws", "wss"] as const;

async function start(t: TestContext, options: EmulatorOptions) {
	const log = recordLog();
	const emulator = await createEmulator({ ...options, log });
	t.after(() => emulator.close(0));
	async function open(name: (typeof listeners)[number], localAddress = "127.0.0.1"): Promise<Socket> {
		const socket = connect({ host: "127.0.0.1", port: emulator.ports[name], localAddress });
		socket.on("error", () => {}).resume();
		t.after(() => socket.destroy());
		await once(socket, "connect");
		return socket;
	}
	return { emulator, log, open };
}

/** A connection that was let in is still open when one that came behind it has been closed. */
const isOpen = (socket: Socket) => !socket.destroyed && !socket.readableEnded;

for (const name of listeners) {
	test(`${name}: one connection more than max-connections is closed, the others stay, one that leaves makes room`, async (t) => {
		const { open, log } = await start(t, { maxConnections: 3 });
		const first = await open(name);
		const second = await open("tcp");
		const third = await open("http");
		const surplus = await open(name);
		await once(surplus, "close");
		assert.ok([first, second, third].every(isOpen));
		const line = log.warnings.find(({ setting }) => setting === "maxConnections");
		assert.equal(line?.listener, name);
		assert.match(line?.message ?? "", /connection refused: there are 3, as many as max-connections allows/);

		second.end();
		await once(second, "close");
		for (let isAdmitted = false; !isAdmitted; ) {
			// The emulator may not have seen yet that the second one is gone.
			const next = await open("tcp");
			next.write(packet(0x10, "00 04 'MQTT' 05 00 00 00"));
			isAdmitted = await Promise.race([once(next, "data").then(() => true), once(next, "close").then(() => false)]);
		}
	});
}

test("max-connections-per-address counts each address for itself", async (t) => {
	if (process.platform !== "linux") return t.skip("only Linux has all of 127.0.0.0/8");
	const { open, log } = await start(t, { maxConnectionsPerAddress: 2 });
	const mine = [await open("tcp"), await open("ws")];
	const surplus = await open("https");
	await once(surplus, "close");
	const other = await open("https", "127.0.0.2");
	const another = await open("http");
	await once(another, "close");
	assert.ok([...mine, other].every(isOpen));
	assert.match(log.warnings[0]?.message ?? "", /this address has 2, as many as max-connections-per-address allows/);
});

test("connections refused without end are a log line for the 1st, the 10th and the 100th", async (t) => {
	const { open, log } = await start(t, { maxConnections: 1 });
	await open("tcp");
	for (let count = 0; count < 120; count++) await once(await open("tcp"), "close");
	assert.deepEqual(
		log.warnings.map(({ refused }) => refused),
		[1, 10, 100],
	);
});

for (const name of ["http", "https"] as const) {
	test(`${name}: a request whose head does not come within header-timeout is ended`, async (t) => {
		const { open } = await start(t, { headerTimeout: 1 });
		const socket = await open(name);
		let answer = "";
		socket.on("data", (data) => {
			answer += data;
		});
		socket.write(name === "http" ? "GET / HTTP/1.1\r\nHost: x\r\nX-Slow" : "\x16\x03\x01");
		await once(socket, "close");
		assert.match(answer, name === "http" ? /^HTTP\/1\.1 408 / : /^$/);
	});
}
