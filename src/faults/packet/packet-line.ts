/** The packets of one direction of a connection, of which some wait and those behind them may have to wait, too. */
export interface PacketLine<P> {
	/** True when what comes must get in line. */
	readonly isHeldUp: boolean;
	/** Holds everything up behind a packet, until `free` is called. */
	holdUp(): () => void;
	/** Gets in line. */
	enter(packet: P): void;
	/** Takes out those that wait in line: none of them will go its way. */
	clear(): P[];
}

/** @param pass lets a packet that waited in line go its way, which may hold up the line anew */
export function createPacketLine<P>(pass: (packet: P) => void): PacketLine<P> {
	const waiting: P[] = [];
	let holders = 0;
	return {
		get isHeldUp() {
			return holders > 0 || waiting.length > 0;
		},
		holdUp() {
			let isFree = false;
			holders++;
			return () => {
				if (isFree) return;
				isFree = true;
				holders--;
				while (holders === 0) {
					const packet = waiting.shift();
					if (packet === undefined) return;
					pass(packet);
				}
			};
		},
		enter: (packet) => void waiting.push(packet),
		clear: () => waiting.splice(0),
	};
}
