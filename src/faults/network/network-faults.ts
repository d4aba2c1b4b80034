import type { Socket } from "node:net";
import type { AppliedFault } from "../../journal/entry.ts";
import type { AnyListener } from "../fault-rule.ts";
import type { FaultRules } from "../faults.ts";
import { NetworkConnection, type NetworkConnectionDeps } from "./network-connection.ts";

/** What stands between a listener and its sockets; `SocketGate` of the servers. */
export interface NetworkGate {
	accepted(socket: Socket, takeUp: () => void): void;
	secured(carrier: Socket, socket: Socket): void;
}

export interface NetworkFaultsDeps extends Omit<NetworkConnectionDeps, "clockOf" | "onHit"> {
	readonly rules: FaultRules;
	/** As the journal has it; empty for a socket that is already gone. */
	addressOf(socket: Socket): string;
	/** A rule acts on a connection from now on. */
	onFault(hit: { readonly listener: string; readonly remoteAddress: string; readonly fault: AppliedFault }): void;
}

/**
 * Carries out the network rules. A connection for which there is none is left alone: its bytes take the way that they take
 * without this. One that is open when a rule comes is diverted then, and put back when the rule has gone.
 */
export function createNetworkFaults(deps: NetworkFaultsDeps): (listener: AnyListener) => NetworkGate {
	const { rules } = deps;
	/** Those that are open, by what the system knows as the connection. */
	const connections = new Map<Socket, NetworkConnection>();
	let known = rules.network;
	const ofConnections: NetworkConnectionDeps = {
		...deps,
		clockOf: ({ clock }) => (clock === "real" ? rules.deps.realTime : rules.deps.clockOf(undefined)),
		onHit: ({ listener, remoteAddress }, { id, rule: { action } }) =>
			deps.onFault({ listener, remoteAddress, fault: { rule: id, action } }),
	};

	rules.onChange(() => {
		const before = known;
		known = rules.network;
		const added = known.filter((rule) => !before.includes(rule));
		const removed = before.filter((rule) => !known.includes(rule));
		if (added.length === 0 && removed.length === 0) return;
		for (const connection of [...connections.values()]) connection.change(added, removed);
	});

	return (listener) => ({
		accepted(socket, takeUp) {
			const connection = new NetworkConnection(ofConnections, listener, socket, deps.addressOf(socket));
			connections.set(socket, connection);
			socket.on("close", () => {
				connections.delete(socket);
				connection.gone();
			});
			if (rules.network.length === 0) takeUp();
			else connection.open(rules.network, takeUp);
		},
		secured: (carrier, socket) => connections.get(carrier)?.secured(socket),
	});
}
