import { plainAddress } from "../broker/listeners/reached-host.ts";
import type { AnyListener } from "../faults/fault-rule.ts";
import type { FaultRules } from "../faults/faults.ts";
import { createNetworkFaults } from "../faults/network/network-faults.ts";
import type { Recorder } from "../journal/recorder.ts";
import type { SocketGate } from "../system/accept-sockets.ts";
import { readThroughStream } from "../system/read-through-stream.ts";
import { isReset, resetSocket } from "../system/reset-socket.ts";

/** What carries out the network rules at each listener, and notes in the journal on whom. */
export function networkGate(rules: FaultRules, journal: Recorder): (listener: AnyListener) => SocketGate {
	return createNetworkFaults({
		rules,
		readThroughStream,
		resetSocket,
		isReset,
		addressOf: ({ remoteAddress }) => plainAddress(remoteAddress),
		onFault: journal.networkFault,
	});
}
