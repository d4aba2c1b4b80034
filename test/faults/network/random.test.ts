import assert from "node:assert/strict";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import test from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { chance } from "../../../src/faults/chance.ts";
import type { NetworkRule } from "../../../src/faults/fault-rule.ts";
import { listenerNames } from "../../broker/listeners/transports.ts";
import { startFaultyNetwork, until } from "./faulty-network.ts";

const steps = 150;

function collect(stream: Duplex): Buffer[] {
	const chunks: Buffer[] = [];
	stream.on("data", (chunk: Buffer) => chunks.push(chunk));
	return chunks;
}

for (const name of listenerNames) {
	for (const seed of [1, 2, 20]) {
		test(`${name}: rules come and go at random, and every byte arrives in order, then the end (seed ${seed})`, async (t) => {
			const random = chance(seed);
			const below = (most: number) => Math.floor(random() * most);
			const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
			const network = await startFaultyNetwork(t, name);
			const { peer, stream } = await network.connected();
			const ends = [
				{ from: peer.stream, sent: [] as Buffer[], got: collect(stream) },
				{ from: stream, sent: [] as Buffer[], got: collect(peer.stream) },
			];
			const rules: string[] = [];

			function rule(): Omit<NetworkRule, "on"> {
				const direction = oneOf(["in", "out", undefined] as const);
				const way = direction === undefined ? {} : { direction };
				const clock = oneOf(["real", "emulator"] as const);
				switch (below(4)) {
					case 0:
						return { action: "latency", delayMs: below(50), jitterMs: below(50), clock, ...way };
					case 1:
						return { action: "bandwidth", bytesPerSecond: 1 + below(100_000), clock, ...way };
					case 2:
						return { action: "slice", bytes: 1 + below(500), delayMs: below(3), clock, ...way };
					default:
						return { action: "half-open", ...way };
				}
			}

			async function remove(): Promise<void> {
				const [id] = rules.splice(below(rules.length), 1);
				if (id !== undefined) await network.rules.remove(id);
			}

			for (let step = 0; step < steps; step++) {
				const act = below(10);
				if (act < 1 && rules.length < 5) rules.push((await network.add(rule())).id);
				else if (act < 2) await remove();
				else if (act < 6) {
					const { from, sent } = oneOf(ends);
					const bytes = Buffer.alloc(1 + below(20_000), step);
					sent.push(bytes);
					from.write(bytes);
				} else if (act < 8) await network.clock.advance(below(40));
				else if (act < 9) await network.realTime.advance(below(40));
				else await nextTurn();
			}
			const finished = once(peer.stream, "end");
			// A WebSocket that is being closed takes no messages any more.
			const endsEarly = name === "tcp" || name === "tls";
			if (endsEarly) stream.end();
			while (rules.length > 0) await remove();
			for (const { sent, got } of ends) {
				const expected = Buffer.concat(sent);
				await until(() => got.reduce((sum, { length }) => sum + length, 0) >= expected.length);
				assert.ok(Buffer.concat(got).equals(expected));
			}
			if (!endsEarly) stream.end();
			await finished;
		});
	}
}
