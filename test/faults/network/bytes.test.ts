import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import test from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { closed, listenerNames } from "../../broker/listeners/transports.ts";
import { startFaultyNetwork, turns, until } from "./faulty-network.ts";

/** What comes out of a stream from now on. */
function collect(stream: Duplex): { readonly bytes: Buffer; readonly chunks: readonly Buffer[] } {
	const chunks: Buffer[] = [];
	stream.on("data", (chunk: Buffer) => chunks.push(chunk));
	return {
		chunks,
		get bytes() {
			return Buffer.concat(chunks);
		},
	};
}

const megabyte = 1024 * 1024;

for (const name of listenerNames) {
	test(`${name}: latency holds each way up by its milliseconds, also of a connection that was there before`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const [near, far] = [collect(stream), collect(peer.stream)];
		await network.add({ action: "latency", delayMs: 100, direction: "in" });
		await network.add({ action: "latency", delayMs: 30, direction: "out" });
		peer.stream.write("question");
		await until(() => network.clock.pendingTimers === 1);
		await network.clock.advance(99);
		assert.equal(near.bytes.length, 0);
		await network.clock.advance(1);
		assert.equal(`${near.bytes}`, "question");
		stream.write("answer");
		await until(() => network.clock.pendingTimers === 1);
		await network.clock.advance(29);
		await turns();
		assert.equal(far.bytes.length, 0);
		await network.clock.advance(1);
		await until(() => far.bytes.length > 0);
		assert.equal(`${far.bytes}`, "answer");
		assert.deepEqual(network.hits, Array(2).fill(`${name} 127.0.0.1 latency`));
	});

	test(`${name}: no byte is lost or out of order, through all rules at once and when they go`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const [up, down] = [randomBytes(2 * megabyte), randomBytes(2 * megabyte)];
		const [near, far] = [collect(stream), collect(peer.stream)];
		const { id: slow } = await network.add({ action: "bandwidth", bytesPerSecond: megabyte });
		const { id: sliced } = await network.add({ action: "slice", bytes: 5000, delayMs: 1 });
		await network.add({ action: "latency", delayMs: 20, jitterMs: 15 });
		peer.stream.write(up);
		stream.write(down);
		const come = () => Math.min(near.bytes.length, far.bytes.length);
		while (come() < megabyte / 2) await network.clock.advance(10);
		await network.rules.remove(sliced);
		while (come() < megabyte) await network.clock.advance(10);
		await network.rules.remove(slow);
		while (come() < megabyte * 1.5) await network.clock.advance(10);
		await network.rules.clear();
		// No time has to pass any more.
		await until(() => come() === 2 * megabyte);
		assert.ok(near.bytes.equals(up));
		assert.ok(far.bytes.equals(down));
	});

	test(`${name}: half-open reads and writes nothing and sends no end, until the rule is gone`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const [near, far] = [collect(stream), collect(peer.stream)];
		const { id } = await network.add({ action: "half-open" });
		peer.stream.write("anybody there?");
		stream.write("yes");
		await network.clock.advance(86_400_000);
		await turns();
		assert.deepEqual([near.bytes.length, far.bytes.length], [0, 0]);
		assert.equal(peer.socket.destroyed || peer.socket.readableEnded, false);
		await network.rules.remove(id);
		await until(() => near.bytes.length > 0 && far.bytes.length > 0);
		assert.deepEqual([`${near.bytes}`, `${far.bytes}`], ["anybody there?", "yes"]);
	});

	test(`${name}: of a half-open connection that the emulator closes the client learns when the rule is gone`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const far = collect(peer.stream);
		const { id } = await network.add({ action: "half-open" });
		stream.write("last words");
		stream.destroy();
		await turns();
		assert.equal(peer.socket.destroyed || peer.socket.readableEnded, false);
		const gone = closed(peer.socket);
		await network.rules.remove(id);
		await gone;
		if (name === "tcp" || name === "tls") assert.equal(`${far.bytes}`, "last words");
	});

	test(`${name}: what was written before the end arrives before it, both late`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const far = collect(peer.stream);
		await network.add({ action: "latency", delayMs: 50 });
		stream.end("goodbye");
		await turns();
		assert.equal(far.bytes.length, 0);
		const gone = once(peer.stream, "end");
		while (!peer.stream.readableEnded) await Promise.race([gone, network.clock.advance(10)]);
		assert.equal(`${far.bytes}`, "goodbye");
	});

	test(`${name}: a slow client holds the emulator up instead of filling its memory`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { peer, stream } = await network.connected();
		const far = collect(peer.stream);
		await network.add({ action: "bandwidth", bytesPerSecond: 1000, direction: "out" });
		const bytes = randomBytes(megabyte);
		for (let at = 0; at < bytes.length; at += 1024) stream.write(bytes.subarray(at, at + 1024));
		await turns();
		assert.ok(stream.writableLength > megabyte / 2, `${stream.writableLength}`);
		await network.clock.advance(10_000);
		// A frame of WebSocket is passed on when the whole of it is there.
		if (name === "tcp" || name === "tls") await until(() => far.bytes.length > 9000);
		assert.ok(far.bytes.length <= 10_000, `${far.bytes.length}`);
		await network.rules.clear();
		await until(() => far.bytes.length === bytes.length);
		assert.ok(far.bytes.equals(bytes));
	});
}

for (const name of ["tcp", "tls"] as const) {
	test(`${name}: a bandwidth lets so many bytes through a second`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { stream, peer } = await network.connected();
		const [near, far] = [collect(stream), collect(peer.stream)];
		await network.add({ action: "bandwidth", bytesPerSecond: 100 });
		peer.stream.write(Buffer.alloc(250));
		stream.write(Buffer.alloc(250));
		await until(() => network.clock.pendingTimers === 2);
		for (const expected of [100, 200, 250]) {
			await network.clock.advance(1000);
			await until(() => far.bytes.length >= expected);
			await turns();
			assert.deepEqual([near.bytes.length, far.bytes.length], [expected, expected]);
		}
	});

	test(`${name}: slices come one by one, each after its delay`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { stream, peer } = await network.connected();
		const [near, far] = [collect(stream), collect(peer.stream)];
		await network.add({ action: "slice", bytes: 3, delayMs: 10 });
		peer.stream.write("abcdefgh");
		stream.write("12345678");
		await until(() => network.clock.pendingTimers === 2);
		for (let piece = 1; piece <= 3; piece++) {
			await until(() => far.chunks.length === piece);
			await network.clock.advance(10);
		}
		assert.deepEqual(near.chunks.map(String), ["abc", "def", "gh"]);
		assert.deepEqual(far.chunks.map(String), ["123", "456", "78"]);
	});

	test(`${name}: jitter stays within its bounds, keeps the order and follows the seed`, async (t) => {
		const arrivals = async (seed: number) => {
			const network = await startFaultyNetwork(t, name);
			const { stream, peer } = await network.connected();
			const near = collect(stream);
			await network.add({ action: "latency", delayMs: 100, jitterMs: 50, seed, direction: "in" });
			const sent: number[] = [];
			const times: number[] = [];
			const start = network.clock.now();
			for (let each = 0; each < 10; each++) {
				peer.stream.write(String(each));
				const before = peer.socket.bytesWritten;
				assert.ok(before > 0);
				await until(() => network.clock.pendingTimers > 0);
				sent.push(network.clock.now() - start);
				// One at a time: chunks that come together are one.
				while (near.bytes.length <= each) await network.clock.advance(1);
				times.push(network.clock.now() - start - (sent.at(-1) ?? 0));
			}
			assert.equal(`${near.bytes}`, "0123456789");
			for (const time of times) assert.ok(time >= 50 && time <= 151, `${time}`);
			return times;
		};
		const first = await arrivals(1);
		assert.deepEqual(await arrivals(1), first);
		assert.notDeepEqual(await arrivals(2), first);
		assert.ok(new Set(first).size > 3);
	});

	for (const how of ["close", "reset"] as const) {
		test(`${name}: a limit lets so many bytes pass, then the connection is ended: ${how}`, async (t) => {
			for (const direction of ["in", "out"] as const) {
				const network = await startFaultyNetwork(t, name);
				const { stream, peer } = await network.connected();
				const [near, far] = [collect(stream), collect(peer.stream)];
				await network.add({ action: "limit", bytes: 5, direction, how });
				const ended = new Promise<string | undefined>((resolve) => {
					peer.socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code));
					peer.socket.once("end", () => resolve("end"));
				});
				const [sender, got] = direction === "in" ? [peer.stream, near] : [stream, far];
				sender.write("one");
				await until(() => got.bytes.length === 3);
				sender.write("two");
				const end = await ended;
				// The bytes of a limit may be read no more when a reset is there already.
				if (how === "close" || direction === "in") assert.equal(`${got.bytes}`, "onetw");
				assert.equal(end, how === "close" ? "end" : "ECONNRESET");
			}
		});
	}

	test(`${name}: one way only`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { stream, peer } = await network.connected();
		const [near, far] = [collect(stream), collect(peer.stream)];
		await network.add({ action: "half-open", direction: "in" });
		peer.stream.write("unheard");
		stream.write("heard");
		await until(() => far.bytes.length > 0);
		await turns();
		assert.deepEqual([near.bytes.length, `${far.bytes}`], [0, "heard"]);
	});

	test(`${name}: without a rule, before or after, the socket is as Node made it`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { stream, peer } = await network.connected();
		const methods = ["push", "_read", "_write", "_writev", "_final", "_destroy"] as const;
		const own = () => methods.filter((method) => Object.hasOwn(stream, method));
		assert.deepEqual(own(), []);
		const { id } = await network.add({ action: "latency", delayMs: 5 });
		assert.deepEqual(own(), methods);
		const near = collect(stream);
		peer.stream.write("x");
		await until(() => network.clock.pendingTimers > 0);
		await network.rules.remove(id);
		await until(() => near.bytes.length > 0);
		await nextTurn();
		assert.deepEqual(own(), []);
		peer.stream.write("y");
		await until(() => near.bytes.length > 1);
	});

	test(`${name}: a rule with clock real does not ask the emulator's time`, async (t) => {
		const network = await startFaultyNetwork(t, name);
		const { stream, peer } = await network.connected();
		const near = collect(stream);
		await network.add({ action: "latency", delayMs: 5, clock: "real" });
		peer.stream.write("x");
		await until(() => network.realTime.pendingTimers > 0);
		await network.clock.advance(1000);
		assert.equal(near.bytes.length, 0);
		await network.realTime.advance(5);
		assert.equal(near.bytes.length, 1);
	});
}
