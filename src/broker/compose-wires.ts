import type { OpenWire, Wire, WireControl } from "./wire.ts";

/**
 * Wires one behind the other, the first next to the network: what comes in passes them in order, what leaves in reverse.
 * What a wire delivers or sends by itself passes those that it has not passed yet.
 */
export function composeWires(openers: readonly OpenWire[]): OpenWire | undefined {
	const [only, ...others] = openers;
	if (others.length === 0) return only;
	return (origin, control) => {
		const wires: (Wire | undefined)[] = [];
		const inwards = (from: number, frame: Parameters<WireControl["deliver"]>[0]) => {
			let passed: typeof frame | undefined = frame;
			for (let at = from; at < wires.length && passed !== undefined; at++) {
				const wire = wires[at];
				if (wire !== undefined) passed = wire.incoming(passed);
			}
			return passed;
		};
		const outwards = (from: number, packet: Buffer) => {
			let passed: Buffer | undefined = packet;
			for (let at = from; at >= 0 && passed !== undefined; at--) {
				const wire = wires[at];
				if (wire !== undefined) passed = wire.outgoing(passed);
			}
			return passed;
		};
		for (const [at, open] of openers.entries()) {
			const ofThis: WireControl = {
				...control,
				deliver(frame) {
					const passed = inwards(at + 1, frame);
					if (passed !== undefined) control.deliver(passed);
				},
				send(packet) {
					const passed = outwards(at - 1, packet);
					if (passed !== undefined) control.send(passed);
				},
			};
			wires[at] = open(origin, ofThis);
		}
		if (wires.every((wire) => wire === undefined)) return undefined;
		const last = wires.length - 1;
		return {
			incoming: (frame) => inwards(0, frame),
			outgoing: (packet) => outwards(last, packet),
			letsBlocksPass() {
				for (const wire of wires) if (wire !== undefined && !wire.letsBlocksPass?.()) return false;
				return true;
			},
			outgoingBlock: (topic, messages) => {
				for (const wire of wires) wire?.outgoingBlock?.(topic, messages);
			},
			identified: (clientID) => {
				for (const wire of wires) wire?.identified(clientID);
			},
			granted: (grant) => {
				for (const wire of wires) wire?.granted(grant);
			},
			violated: (clause, message, by) => {
				for (const wire of wires) wire?.violated(clause, message, by);
			},
			laterViolation: () => {
				const tells = wires.map((wire) => wire?.laterViolation?.());
				return (clause, message) => {
					for (const tell of tells) tell?.(clause, message);
				};
			},
			unreadable: (bytes) => {
				for (const wire of wires) wire?.unreadable?.(bytes);
			},
			frame: (frame) => {
				for (const wire of wires) wire?.frame?.(frame);
			},
			closed: (reason, by) => {
				for (const wire of wires) wire?.closed(reason, by);
			},
		};
	};
}
