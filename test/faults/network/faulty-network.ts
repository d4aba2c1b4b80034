import type { TestContext } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ListenerName } from "../../../src/broker/session.ts";
import type { NetworkRule } from "../../../src/faults/fault-rule.ts";
import { createFaults } from "../../../src/faults/faults.ts";
import { createNetworkFaults } from "../../../src/faults/network/network-faults.ts";
import { ManualClock } from "../../../src/system/manual-clock.ts";
import { seededIds } from "../../../src/system/random-ids.ts";
import { readThroughStream } from "../../../src/system/read-through-stream.ts";
import { isReset, resetSocket } from "../../../src/system/reset-socket.ts";
import { connect, open } from "../../broker/listeners/transports.ts";

/** A listener whose connections pass network rules; the time is that of `clock`. */
export async function startFaultyNetwork(t: TestContext, name: ListenerName) {
	const clock = new ManualClock();
	const realTime = new ManualClock();
	const hits: string[] = [];
	const rules = createFaults({
		ids: seededIds("faults"),
		realTime,
		clockOf: () => clock,
		knowsApp: async () => false,
		whyNoCertificate: () => undefined,
	});
	const gate = createNetworkFaults({
		rules,
		readThroughStream,
		resetSocket,
		isReset,
		addressOf: ({ remoteAddress = "" }) => remoteAddress,
		onFault: ({ listener, remoteAddress, fault }) => hits.push(`${listener} ${remoteAddress} ${fault.action}`),
	});
	// Before the listener is closed, which lets everybody have their say.
	t.after(() => rules.clear());
	const { listener, accept } = await open(t, name, { gate });
	return {
		clock,
		realTime,
		rules,
		hits,
		listener,
		accept,
		/** Both ends of a new connection. */
		async connected() {
			const [peer, { stream }] = await Promise.all([connect(t, listener), accept()]);
			return { peer, stream };
		},
		add: (rule: Omit<NetworkRule, "on">) => rules.add({ on: "network", ...rule }),
	};
}

/** Waits for what needs no time, only turns of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await nextTurn();
}

/** Some turns, in which whatever could happen would have. */
export async function turns(count = 50): Promise<void> {
	for (let turn = 0; turn < count; turn++) await nextTurn();
}
