import type { Socket } from "node:net";
import type { Log } from "../core/ports.ts";

export interface ConnectionLimitOptions {
	/** Connections to all listeners together. */
	readonly maxConnections: number;
	/** The same of one address; 0 is no limit of its own. */
	readonly maxConnectionsPerAddress: number;
	/** Files this process may have open; Infinity when that is not known. */
	readonly maxOpenFiles: number;
	readonly log: Log;
}

/** Asked for every socket that a listener has accepted: false when it is to be closed at once. */
export type Admit = (listener: string, socket: Socket) => boolean;

/** File descriptors left for all that is no connection: files, certificates, server code. */
const reserve = 32;

/**
 * Counts the connections of all listeners and refuses those beyond a limit. The system would close a connection for which
 * there is no file descriptor without a word to anybody, so it does not get that far.
 */
export function createConnectionLimits(options: ConnectionLimitOptions): Admit {
	const { maxConnections, maxConnectionsPerAddress, maxOpenFiles, log } = options;
	const ofAddress = new Map<string, number>();
	let all = 0;
	/** Since a connection was last admitted. */
	let refused = 0;

	function whyNot(address: string, socket: Socket): { setting: string; reason: string } | undefined {
		if (all >= maxConnections) {
			return { setting: "maxConnections", reason: `there are ${all}, as many as max-connections allows` };
		}
		const here = ofAddress.get(address) ?? 0;
		if (maxConnectionsPerAddress > 0 && here >= maxConnectionsPerAddress) {
			const reason = `this address has ${here}, as many as max-connections-per-address allows`;
			return { setting: "maxConnectionsPerAddress", reason };
		}
		// The system gives the lowest number that is free, so that all below are in use.
		const number = descriptorOf(socket);
		if (number >= maxOpenFiles - reserve) {
			const reason = `${number} of the ${maxOpenFiles} files that this process may have open are in use: raise the limit (ulimit -n, nofile), or lower max-connections`;
			return { setting: "ulimit -n", reason };
		}
		return undefined;
	}

	return (listener, socket) => {
		const address = socket.remoteAddress ?? "";
		const why = whyNot(address, socket);
		if (why !== undefined) {
			refused++;
			// A line for the 1st, 10th, 100th …: whoever tries without end does not fill the log.
			if (/^10*$/.test(String(refused))) {
				const { setting, reason } = why;
				log.warn({ listener, remoteAddress: address, setting, refused }, `connection refused: ${reason}`);
			}
			socket.destroy();
			return false;
		}
		refused = 0;
		all++;
		ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1);
		socket.on("close", () => {
			all--;
			const left = (ofAddress.get(address) ?? 1) - 1;
			if (left > 0) ofAddress.set(address, left);
			else ofAddress.delete(address);
		});
		return true;
	};
}

/** -1 where the system has no such numbers (Windows), or Node keeps it to itself. */
function descriptorOf(socket: Socket): number {
	return (socket as { _handle?: { readonly fd?: number } | null })._handle?.fd ?? -1;
}
