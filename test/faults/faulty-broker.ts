import type { TestContext } from "node:test";
import { composeWires } from "../../src/broker/compose-wires.ts";
import type { OpenWire, Wire } from "../../src/broker/wire.ts";
import type { Direction, FaultRule, FaultStatus, PacketName } from "../../src/faults/fault-rule.ts";
import { createFaults, type FaultRules } from "../../src/faults/faults.ts";
import { bytesOf } from "../../src/faults/packet/frame.ts";
import { nameOf } from "../../src/faults/packet/look-into.ts";
import { type FaultNotes, PacketFaults } from "../../src/faults/packet/packet-faults.ts";
import { ManualClock } from "../../src/system/manual-clock.ts";
import { seededIds } from "../../src/system/random-ids.ts";
import { startBroker } from "../broker/broker-fixture.ts";
import { duplexPair } from "../broker/duplex-pair.ts";
import { type PacketClient, packetClient } from "../broker/packet-client.ts";

/** A packet behind the faults: taken by the broker, or on its way to the client. */
export interface SeenPacket {
	readonly direction: Direction;
	readonly name: PacketName | undefined;
	readonly bytes: Buffer;
}

export interface FaultyBroker {
	readonly faults: FaultRules;
	/** The emulator's time; real time is another such clock. */
	readonly clock: ManualClock;
	readonly realTime: ManualClock;
	readonly seen: SeenPacket[];
	/** What the journal would be told. */
	readonly notes: string[];
	/** Clauses that clients broke. */
	readonly violations: string[];
	/** How many connections were reset. */
	readonly resets: { count: number };
	open(): PacketClient;
	connected(clientID?: string): Promise<PacketClient>;
	/** Everything that can happen without time has happened. */
	settle(): Promise<void>;
	add(rule: FaultRule): Promise<FaultStatus>;
	count(direction: Direction, name: PacketName): number;
}

/** A broker in memory whose packets pass fault rules. */
export async function startFaultyBroker(test: TestContext): Promise<FaultyBroker> {
	const realTime = new ManualClock();
	const seen: SeenPacket[] = [];
	const notes: string[] = [];
	const violations: string[] = [];
	const resets = { count: 0 };
	let clock = realTime;
	const faults = createFaults({
		ids: seededIds("faults"),
		realTime,
		clockOf: () => clock,
		knowsApp: async (app) => app === "app",
		whyNoCertificate: () => undefined,
	});
	const noting: FaultNotes = {
		noteFault: ({ action }) => void notes.push(`in ${action}`),
		noteOutgoingFault: ({ action }) => void notes.push(`out ${action}`),
		withheld: (packet, { action }) => void notes.push(`withheld ${packet.readUInt8(0) >> 4} ${action}`),
	};
	const openFaults: OpenWire = ({ listener }, control) =>
		new PacketFaults(faults, listener, control, async ({ clientID }) => (clientID ? "app" : undefined), noting);
	const openWire = composeWires([
		() => watch(seen, "out", violations),
		openFaults,
		() => watch(seen, "in"),
	]) as OpenWire;
	const fixture = await startBroker(test, { openWire });
	clock = fixture.clock;
	test.after(() => faults.clear());
	const open = () => {
		const [near, far] = duplexPair();
		const origin = { listener: "tcp", remoteAddress: "192.0.2.1", reachedHost: "localhost" } as const;
		fixture.broker.attach({ stream: near, origin, reset: () => void resets.count++ });
		return packetClient(far);
	};
	return {
		faults,
		clock,
		realTime,
		seen,
		notes,
		violations,
		resets,
		open,
		async connected(clientId = "topic-a") {
			const client = open();
			await client.connect({ clientId });
			return client;
		},
		async settle() {
			for (let time = 0; time < 5; time++) await clock.advance(0);
		},
		add: (rule) => faults.add(rule),
		count: (direction, name) => seen.filter((each) => each.direction === direction && each.name === name).length,
	};
}

/** Of the wire next to the network what leaves, of the one next to the broker what it takes. */
function watch(seen: SeenPacket[], direction: Direction, violations: string[] = []): Wire {
	return {
		incoming(frame) {
			if (direction === "in") seen.push({ direction, name: nameOf(frame), bytes: bytesOf(frame) });
			return frame;
		},
		outgoing(packet) {
			const type = packet.readUInt8(0) >> 4;
			if (direction === "out") seen.push({ direction, name: nameOf({ type, flags: 0, body: packet }), bytes: packet });
			return packet;
		},
		identified() {},
		granted() {},
		violated: (clause) => void violations.push(clause),
		closed() {},
	};
}
