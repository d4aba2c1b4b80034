import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { connect } from "node:net";
import test, { type TestContext } from "node:test";
import { WebSocket } from "ws";
import type { NetworkRule } from "../../../src/faults/fault-rule.ts";
import { createEmulator, type Emulator } from "../../../src/index.ts";
import { turns, until } from "./faulty-network.ts";

const protocols = ["http", "https"] as const;
type Protocol = (typeof protocols)[number];

interface Reply {
	readonly status: number;
	readonly body: string;
}

/** A client with connections of its own, which it keeps. */
function client(t: TestContext, emulator: Emulator, protocol: Protocol) {
	const options = { keepAlive: true, maxSockets: 1 };
	const agent = protocol === "http" ? new Agent(options) : new SecureAgent({ ...options, ca: emulator.ca });
	t.after(() => agent.destroy());
	const send = protocol === "http" ? request : secureRequest;
	return async (method: string, path: string, body?: string): Promise<Reply> => {
		const headers = { "Content-Type": "application/json" };
		const sent = send(`${emulator.urls[protocol]}${path}`, { method, agent, headers });
		sent.end(body);
		const [answer] = (await once(sent, "response")) as [IncomingMessage];
		const chunks: Buffer[] = [];
		for await (const chunk of answer) chunks.push(chunk);
		return { status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
	};
}

async function started(t: TestContext): Promise<Emulator> {
	const emulator = await createEmulator();
	t.after(() => emulator.close(0));
	await emulator.clock.freeze();
	return emulator;
}

/** An answer of the API that needs no token. */
const api = "/api/apps/emulator/users/me";

for (const protocol of protocols) {
	const rule = (fields: Omit<NetworkRule, "on">): NetworkRule => ({ on: "network", listener: protocol, ...fields });

	test(`${protocol}: latency there and back, over the connection that is there and over a new one`, async (t) => {
		const emulator = await started(t);
		for (const isNew of [false, true]) {
			const call = client(t, emulator, protocol);
			if (!isNew) assert.equal((await call("GET", api)).status, 401);
			const { id } = await emulator.faults.add(rule({ action: "latency", delayMs: 100 }));
			const replies: Reply[] = [];
			const answered = call("GET", api).then((given) => replies.push(given));
			const pending = () => emulator.clock.state().pendingTimers;
			await until(() => pending() > 0);
			await emulator.clock.advance(100);
			await until(() => pending() > 0);
			await emulator.clock.advance(99);
			await turns();
			assert.equal(replies.length, 0);
			await emulator.clock.advance(1);
			await answered;
			assert.equal(replies[0]?.status, 401);
			await emulator.faults.remove(id);
			assert.equal((await call("GET", api)).status, 401);
		}
	});

	test(`${protocol}: the control API is never meant, over new connections and over those of other calls`, async (t) => {
		const emulator = await started(t);
		const call = client(t, emulator, protocol);
		for (const action of ["half-open", "refuse", "reset"] as const) {
			const { id } = await emulator.faults.add(rule({ action }));
			assert.equal((await call("GET", "/_emulator/health")).status, 200);
			assert.equal((await client(t, emulator, protocol)("GET", `/_emulator/faults/${id}`)).status, 200);
			assert.equal((await call("DELETE", `/_emulator/faults/${id}`)).status, 204);
		}
		assert.equal((await call("GET", api)).status, 401);
		const added = await call("POST", "/_emulator/faults", JSON.stringify(rule({ action: "half-open" })));
		assert.equal(added.status, 201);
		let isAnswered = false;
		const answer = call("GET", api).then(({ status }) => {
			isAnswered = true;
			return status;
		});
		await until(() => emulator.journal.entries({ match: { kind: "connection", event: "fault" } }).length > 0);
		await turns();
		assert.equal(isAnswered, false);
		assert.equal((await client(t, emulator, protocol)("DELETE", "/_emulator/faults")).status, 204);
		assert.equal(await answer, 401);
	});

	test(`${protocol}: refused and hanging connections, counted`, async (t) => {
		const emulator = await started(t);
		const { id } = await emulator.faults.add(rule({ action: "refuse", times: 2 }));
		for (let each = 0; each < 2; each++) {
			await assert.rejects(client(t, emulator, protocol)("GET", api), { code: "ECONNRESET" });
		}
		assert.equal((await client(t, emulator, protocol)("GET", api)).status, 401);
		assert.equal((await emulator.faults.get(id))?.state, "ended");
		const hang = await emulator.faults.add(rule({ action: "refuse", how: "hang" }));
		const answer = client(t, emulator, protocol)("GET", api);
		while ((await emulator.faults.get(hang.id))?.hits !== 1) await turns(1);
		await turns();
		await emulator.faults.remove(hang.id);
		assert.equal((await answer).status, 401);
	});

	test(`${protocol}: bodies come whole, in slices, slowly, and when the rule goes in between`, async (t) => {
		const emulator = await started(t);
		const call = client(t, emulator, protocol);
		const large = { app: "emulator", text: randomBytes(300_000).toString("hex") };
		const respond = { on: "api", action: "respond", status: 200, body: large } as const;
		await emulator.faults.add(respond);
		const sent = JSON.stringify(large);
		for (const isRemoved of [false, true]) {
			const rules = [
				rule({ action: "slice", bytes: 7000 }),
				rule({ action: "bandwidth", bytesPerSecond: 1_000_000 }),
				rule({ action: "latency", delayMs: 10, jitterMs: 9 }),
			];
			const added = await Promise.all(rules.map((each) => emulator.faults.add(each)));
			const replies: Reply[] = [];
			const answered = call("POST", api, sent).then((given) => replies.push(given));
			for (let step = 0; replies.length === 0 && !(isRemoved && step > 20); step++) await emulator.clock.advance(50);
			for (const { id } of added) await emulator.faults.remove(id);
			await answered;
			assert.deepEqual(JSON.parse(replies[0]?.body ?? ""), large);
		}
	});
}

test("the event stream goes on, and tells of the fault", async (t) => {
	const emulator = await started(t);
	for (const isLate of [false, true]) {
		if (!isLate) await emulator.faults.add({ on: "network", action: "half-open" });
		const socket = new WebSocket(`${emulator.urls.http.replace("http", "ws")}/_emulator/events?kind=connection`);
		const entries: { event?: string; fault?: { action: string } }[] = [];
		socket.on("message", (message) => entries.push(JSON.parse(`${message}`)));
		await once(socket, "open");
		if (isLate) await emulator.faults.add({ on: "network", action: "half-open" });
		const call = connect(emulator.ports.tcp, "127.0.0.1");
		t.after(() => call.destroy());
		await until(() => entries.some(({ event, fault }) => event === "fault" && fault?.action === "half-open"));
		socket.terminate();
		await emulator.faults.clear();
	}
});

test("reset removes the rules and restores what they held", async (t) => {
	const emulator = await started(t);
	const { id } = await emulator.faults.add({ on: "network", action: "latency", delayMs: 1000 });
	const answer = client(t, emulator, "http")("GET", api);
	while ((await emulator.faults.get(id))?.hits !== 1) await turns(1);
	await emulator.reset();
	assert.equal((await answer).status, 401);
	assert.deepEqual(await emulator.faults.list(), []);
});

test("an emulator closes while connections are held", async () => {
	const emulator = await createEmulator();
	await emulator.faults.add({ on: "network", action: "half-open", listener: ["tcp", "tls", "ws", "wss"] });
	const sockets = (["tcp", "tls", "ws", "wss"] as const).map((name) => connect(emulator.ports[name], "127.0.0.1"));
	for (const socket of sockets) socket.on("error", () => {}).resume();
	const hits = () => emulator.journal.entries({ match: { kind: "connection", event: "fault" } }).length;
	await until(() => hits() === 4);
	const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
	await emulator.close(0);
	await closed;
});

test("a request that comes byte by byte is told from one of the control API", async (t) => {
	const emulator = await started(t);
	await emulator.faults.add({ on: "network", action: "half-open" });
	const answerTo = (path: string) => {
		const socket = connect(emulator.ports.http, "127.0.0.1");
		t.after(() => socket.destroy());
		socket.setNoDelay(true);
		const answer = { text: "" };
		socket.on("data", (bytes) => {
			answer.text += bytes;
		});
		const sending = (async () => {
			for (const byte of `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`) {
				socket.write(byte);
				await turns(2);
			}
		})();
		return { answer, sending };
	};
	const control = answerTo("/_emulator/health");
	await until(() => control.answer.text.startsWith("HTTP/1.1 200"));
	const other = answerTo(api);
	await other.sending;
	await turns();
	assert.equal(other.answer.text, "");
	await emulator.faults.clear();
	await until(() => other.answer.text.startsWith("HTTP/1.1 401"));
});
