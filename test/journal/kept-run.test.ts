import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { keep } from "../../src/journal/kept.ts";
import { KeptPublish } from "../../src/journal/kept-packet.ts";
import { bytesOf, type ConnectionFacts, type KeptEvent, type OwnRecord } from "../../src/journal/kept-record.ts";
import type { Delivery } from "../../src/journal/kept-run.ts";
import { readRecord } from "../../src/journal/read-record.ts";
import { Ring } from "../../src/journal/ring.ts";
import { newJournal } from "./with-journal.ts";

const nobody = { isAnybodyThere: false, dropping() {} };

const clients = ["a", "b"].flatMap((app) =>
	["one", "two", "three"].map(
		(name, index): ConnectionFacts => ({
			connection: index,
			listener: "tcp",
			remoteAddress: "127.0.0.1",
			app,
			client: `${app}-${name}`,
		}),
	),
);
const payloads = ["{}", "x".repeat(900), "é"].map((text) => keep(Buffer.from(text), 500));

function pushOf(app: string | undefined, topic: string, delivered: boolean, payload = keep("{}", 500)): KeptEvent {
	return { kind: "push", app, topic, payload, delivered, reason: undefined, owner: undefined };
}

/** The event that a delivery tells of. */
function eventOf({ to, payload, app }: Delivery): KeptEvent {
	return typeof to === "string"
		? pushOf(app, to, true, payload)
		: { kind: "mqtt", of: to, direction: "out", packet: new KeptPublish(to.client ?? "", payload) };
}

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

test("entries kept in runs are those that would be kept one by one", () => {
	for (let seed = 1; seed <= 15; seed++) {
		const next = numbers(seed);
		const limits = { entries: 1 + next(400), bytes: 2000 + next(200_000) };
		const [inRuns, oneByOne] = [new Ring(limits, nobody), new Ring(limits, nobody)];
		const add = (ring: Ring, seq: number, event: KeptEvent) => {
			const numbered = { seq, time: seq, elapsed: seq / 10, bytes: bytesOf(event), event };
			ring.add({ ...numbered, violations: undefined, fault: undefined, share: undefined } satisfies OwnRecord);
		};
		for (let seq = 1; seq <= 1500; ) {
			const kind = next(200);
			if (kind === 0) for (const ring of [inRuns, oneByOne]) ring.clear(seq - 1);
			else if (kind < 3) for (const ring of [inRuns, oneByOne]) ring.clear(seq - 1, "a");
			else if (kind < 60) {
				const app = ["a", "b", undefined][next(3)];
				for (const ring of [inRuns, oneByOne]) add(ring, seq, pushOf(app, "nowhere", false));
				seq++;
			} else {
				const to = clients[next(clients.length)] as ConnectionFacts;
				const payload = payloads[next(payloads.length)] ?? keep("", 0);
				for (let count = 1 + next(20); count > 0; count--, seq++) {
					const subject = count % 2 === 0 ? to : (to.client ?? "");
					const delivery = { seq, time: seq, elapsed: seq / 10, app: to.app, to: subject, payload };
					inRuns.addDelivery(delivery);
					add(oneByOne, seq, eventOf(delivery));
				}
			}
			if (next(20) > 0) continue;
			for (const app of [undefined, "a", "b"]) {
				const since = next(seq + 10);
				const seen = (ring: Ring) => ({
					entries: [...ring.from(since, app)].map(readRecord),
					oldest: ring.oldest(app),
					dropped: ring.dropped(app),
					before: ring.countBefore(since, app),
					found: ring.find(since)?.seq,
				});
				assert.deepEqual(seen(inRuns), seen(oneByOne), `seed ${seed}, seq ${seq}`);
			}
		}
	}
});

test("a message that is pushed to many is an entry for each, in order", () => {
	const journal = newJournal();
	const recorders = clients.map((facts) => {
		const recorder = journal.connection({
			listener: "tcp",
			remoteAddress: "127.0.0.1",
			reachedHost: "127.0.0.1",
			connection: facts.connection ?? 0,
		});
		recorder.identified(facts.client ?? "");
		recorder.granted(facts.app ?? "");
		return recorder;
	});
	const since = journal.page().next;
	const payload = Buffer.from('{"n":1}');
	for (const recorder of recorders) {
		const { facts } = recorder;
		recorder.outgoingPublishes(facts.client ?? "", [payload]);
		journal.push({ app: facts.app, topic: facts.client ?? "", payload: '{"n":1}', delivered: true, owner: undefined });
	}
	const entries = journal.entries({ since });
	assert.deepEqual(
		entries.map(({ seq }) => seq - since),
		Array.from({ length: 12 }, (_, index) => index),
	);
	assert.deepEqual(
		entries.map((entry) => [entry.kind, "topic" in entry ? entry.topic : "", "json" in entry ? entry.json : undefined]),
		clients.flatMap(({ client }) => [
			["mqtt", client, undefined],
			["push", client, { n: 1 }],
		]),
	);
	assert.deepEqual(journal.entries({ since, client: "b-two" }), [entries[8]]);
	assert.deepEqual(journal.entries({ app: "b", since }), entries.slice(6));
});

test("who looks on sees each entry of a run before it has to go", async () => {
	const journal = newJournal({ entries: 5 });
	const waiting = journal.wait({ match: { kind: "push" }, count: 40 });
	for (let n = 0; n < 40; n++) {
		journal.push({ app: "a", topic: `topic-${n}`, payload: "{}", delivered: true, owner: undefined });
	}
	const { entries } = await waiting;
	assert.deepEqual(
		entries.map((entry) => ("topic" in entry ? entry.topic : "")),
		Array.from({ length: 40 }, (_, n) => `topic-${n}`),
	);
	assert.equal(journal.page().entries.length, 5);
});

test("a run whose app is cleared while it is read ends there", async () => {
	const journal = newJournal();
	const pushed = () => journal.push({ app: "a", topic: "topic", payload: "{}", delivered: true, owner: undefined });
	for (let n = 0; n < 10; n++) pushed();
	const seen: number[] = [];
	const all = new Promise<void>((resolve) => {
		journal.subscribe({ app: "a", since: 1 }, (entry) => {
			seen.push(entry.kind === "gap" ? 0 : entry.seq);
			if (seen.length === 3) journal.clear("a");
			if (seen.at(-1) === 11) resolve();
		});
	});
	await nextTurn();
	pushed();
	await all;
	assert.deepEqual(seen, [1, 2, 3, 0, 11]);
});
