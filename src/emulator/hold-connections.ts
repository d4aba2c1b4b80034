import type { Framing } from "../broker/session.ts";
import type { OpenWire, Wire, WireControl } from "../broker/wire.ts";

/** The MQTT connections that are open, by their number, for who wants to end one or send on it. */
export interface HeldConnections {
	readonly openWire: OpenWire;
	find(connection: number): WireControl | undefined;
	/** How packets are put into frames, on connections over WebSocket that begin from now on. */
	frame(how: Framing): void;
}

export function holdConnections(): HeldConnections {
	const controls = new Map<number, WireControl>();
	let framing: Framing = "whole";
	return {
		frame(how) {
			framing = how;
		},
		find: (connection) => controls.get(connection),
		openWire(_origin, control) {
			controls.set(control.connection, control);
			if (framing !== "whole") control.frames?.frame(framing);
			const wire: Wire = {
				incoming: (frame) => frame,
				outgoing: (packet) => packet,
				identified() {},
				granted() {},
				violated() {},
				closed: () => void controls.delete(control.connection),
			};
			return wire;
		},
	};
}
