import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp, type Socket } from "node:net";
import test, { type TestContext } from "node:test";
import { closed, connect, listenerNames } from "../../broker/listeners/transports.ts";
import { startFaultyNetwork, turns, until } from "./faulty-network.ts";

type Network = Awaited<ReturnType<typeof startFaultyNetwork>>;

/** A TCP connection, whatever the listener speaks. */
async function tcp(t: TestContext, { listener }: Network): Promise<Socket> {
	const socket = connectTcp(listener.port, "127.0.0.1");
	t.after(() => socket.destroy());
	await once(socket, "connect");
	return socket;
}

/** The code of the error with which a connection ends; undefined when it ends without, or is served. */
async function fate(t: TestContext, network: Network): Promise<string | undefined> {
	const socket = connectTcp(network.listener.port, "127.0.0.1");
	t.after(() => socket.destroy());
	const code = new Promise<string | undefined>((resolve) => {
		socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
		socket.once("close", () => resolve(undefined));
	});
	// Whoever is served is closed for speaking neither TLS nor HTTP, or taken by the broker.
	if (network.listener.name === "tcp") network.accept().then(({ stream }) => stream.destroy());
	else socket.resume().write("?\r\n\r\n");
	return code;
}

for (const name of listenerNames) {
	test(`${name}: refused connections are reset at once, by the count, and others are not touched`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const { id } = await network.add({ action: "refuse", after: 1, times: 2 });
		const fates: (string | undefined)[] = [];
		for (let each = 0; each < 4; each++) fates.push(await fate(t, network));
		assert.deepEqual(fates, [undefined, "ECONNRESET", "ECONNRESET", undefined]);
		const status = await network.rules.get(id);
		assert.deepEqual([status?.hits, status?.matches, status?.state], [2, 3, "ended"]);
		peer.stream.write("still here");
		assert.equal(`${(await once(stream, "data"))[0]}`, "still here");
		assert.deepEqual(network.hits, Array(2).fill(`${name} 127.0.0.1 refuse`));
	});

	for (const rule of [{ action: "refuse", how: "hang" }, { action: "half-open" }] as const) {
		test(`${name}: ${rule.action} lets a new connection hang, and have it when the rule is gone`, async (t) => {
			const network = await startFaultyNetwork(t, name);
			const { id } = await network.add(rule);
			const taken = network.accept();
			let isReady = name === "tcp";
			const socket = connect(t, network.listener).then((peer) => {
				isReady = true;
				return peer;
			});
			await until(() => network.hits.length === 1);
			await network.clock.advance(86_400_000);
			await turns();
			if (name !== "tcp") assert.equal(isReady, false);
			await network.rules.remove(id);
			const [peer, { stream }] = await Promise.all([socket, taken]);
			peer.stream.write("at last");
			assert.equal(`${(await once(stream, "data"))[0]}`, "at last");
		});
	}

	test(`${name}: a hanging connection has no end, not even when the client has gone`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { id } = await network.add({ action: "half-open" });
		const socket = await tcp(t, network);
		let hasEnded = false;
		socket.on("end", () => {
			hasEnded = true;
		});
		socket.resume();
		await until(() => network.hits.length === 1);
		socket.end("hello?");
		await turns();
		assert.equal(hasEnded, false);
		const gone = closed(socket);
		if (name === "tcp") void network.accept().then(({ stream }) => stream.resume().end());
		await network.rules.remove(id);
		await gone;
	});

	test(`${name}: chance decides on each connection, the same for the same seed`, async (t) => {
		const outcomes = async (seed: number) => {
			const network = await startFaultyNetwork(t, name);
			await network.add({ action: "refuse", probability: 0.5, seed });
			const fates: (string | undefined)[] = [];
			for (let each = 0; each < 12; each++) fates.push(await fate(t, network));
			return fates;
		};
		const first = await outcomes(3);
		assert.deepEqual(await outcomes(3), first);
		assert.deepEqual(new Set(first), new Set([undefined, "ECONNRESET"]));
	});

	test(`${name}: reset ends the connections that are there, and new ones after the delay`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const reset = async (socket: Socket) => {
			const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
			return error.code;
		};
		const before = await network.connected();
		const first = reset(before.peer.socket);
		await network.add({ action: "reset", times: 1 });
		assert.equal(await first, "ECONNRESET");
		await network.add({ action: "reset", delayMs: 100 });
		const { peer, stream } = await network.connected();
		peer.stream.write("for now");
		assert.equal(`${(await once(stream, "data"))[0]}`, "for now");
		const second = reset(peer.socket);
		await network.clock.advance(99);
		await turns();
		assert.equal(peer.socket.destroyed, false);
		await network.clock.advance(1);
		assert.equal(await second, "ECONNRESET");
	});

	test(`${name}: a rule is for its listeners and addresses only`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const others = listenerNames.filter((each) => each !== name);
		await network.add({ action: "refuse", listener: [...others, "http", "https"] });
		await network.add({ action: "refuse", remoteAddress: "192.0.2.1" });
		await network.connected();
		assert.deepEqual(network.hits, []);
		await network.add({ action: "refuse", listener: [name, "http"], remoteAddress: "127.0.0.1" });
		await fate(t, network);
		assert.equal(network.hits.length, 1);
	});
}

for (const name of ["tls", "wss"] as const) {
	test(`${name}: latency is of the handshake, too`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		await network.add({ action: "latency", delayMs: 100, listener: name });
		let isReady = false;
		const taken = network.accept();
		const connecting = connect(t, network.listener).then((peer) => {
			isReady = true;
			return peer;
		});
		await until(() => network.clock.pendingTimers === 1);
		await network.clock.advance(199);
		await turns();
		assert.equal(isReady, false);
		// There and back; a WebSocket then asks for its upgrade.
		while (!isReady) await network.clock.advance(1);
		const [peer, { stream }] = await Promise.all([connecting, taken]);
		peer.stream.write("x");
		const come = once(stream, "data");
		while (stream.listenerCount("data") > 0) await network.clock.advance(1);
		await come;
	});
}
